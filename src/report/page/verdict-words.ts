import { type Standing, signs, standingOf } from '../../core/verdict-signs.ts';
import { html, type Markup } from './html.ts';

/** How a turn went, apart from its verdict. */
export function outcomeStanding(outcome: string): Standing {
  if (outcome === 'ok') return 'good';
  return outcome === 'denied' || outcome === 'unknown' ? 'unsure' : 'bad';
}

/** Its sign and its word: colour only repeats them. */
export function drawWord(word: string, standing: Standing): Markup {
  return html`<span class="word ${standing}"><span class="sign" aria-hidden="true">${signs[standing]}</span> ${word}</span>`;
}

export function drawVerdict(verdict: string | null): Markup {
  return verdict === null ? html`<span class="word none">no turn yet</span>` : drawWord(verdict, standingOf(verdict));
}
