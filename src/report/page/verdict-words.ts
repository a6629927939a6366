import { type Standing, signs, standingOf } from '../../core/verdict-signs.ts';
import { html, type Markup } from './html.ts';

/** A word with its sign; the colour only repeats what they say. */
export function drawWord(word: string, standing: Standing): Markup {
  return html`<span class="word ${standing}"><span class="sign" aria-hidden="true">${signs[standing]}</span> ${word}</span>`;
}

export function drawVerdict(verdict: string | null): Markup {
  return verdict === null ? html`<span class="word none">no turn yet</span>` : drawWord(verdict, standingOf(verdict));
}
