import { isGoodVerdict, type VerdictStatus } from '../../core/verdict.ts';
import { html, type Markup } from './html.ts';

/** `$0`, `$0.0041`, `$0.25`, `$12.50`, `$1,234`. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0';
  const digits = usd < 0.1 ? 4 : usd < 1000 ? 2 : 0;
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: Math.min(digits, 2), maximumFractionDigits: digits })}`;
}

/** `850`, `52k`, `1.2M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(Math.round(tokens));
  const [amount, unit] = tokens < 999_500 ? [tokens / 1000, 'k'] : [tokens / 1_000_000, 'M'];
  return `${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 10 ? 1 : 0 })}${unit}`;
}

export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : `${noun}s`}`;
}

export type Standing = 'good' | 'bad' | 'unsure';

export const signs = { good: '✓', bad: '✗', unsure: '?' } as const satisfies Record<Standing, string>;

export function standingOf(verdict: string): Standing {
  if (verdict === 'unverified' || verdict === 'unknown') return 'unsure';
  return isGoodVerdict(verdict as VerdictStatus) ? 'good' : 'bad';
}

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
