import type { Expiry } from '../core/listing.ts';
import type { LastTurn, Session } from '../core/session.ts';
import { isGoodVerdict, type VerdictStatus } from '../core/verdict.ts';
import { formatCountdown, formatShare, formatTokens, printable } from './text.ts';

/** What a verdict means, for a colour. */
export type Tone = 'good' | 'bad' | 'unsure' | 'none';

export interface VerdictWords {
  /** The word with its sign, which tells without colours; `-` before there is one. */
  text: string;
  tone: Tone;
}

const signs = { good: '✓', bad: '✗', unsure: '?' } as const;

export function describeLastVerdict({ last, state }: Pick<Session, 'last' | 'state'>): VerdictWords {
  const verdict = last?.verdict ?? (state === 'starting' ? 'unverified' : undefined);
  if (verdict === undefined) return { text: '-', tone: 'none' };
  const tone = verdict === 'unverified' ? 'unsure' : isGoodVerdict(verdict as VerdictStatus) ? 'good' : 'bad';
  return { text: `${signs[tone]} ${oneLine(verdict)}`, tone };
}

/** `45k`, and the part of the model's window that this is, where that is known: `45k (5%)`. */
export function describeContext({ contextTokens, contextWindow }: LastTurn): string {
  if (contextTokens === undefined) return '-';
  const part = describePart(contextTokens, contextWindow);
  return `${formatTokens(contextTokens)}${part ? ` (${part})` : ''}`;
}

/** Of a window that is known; in whole percent. */
export function describePart(tokens: number, window: number | undefined): string | undefined {
  return window ? formatShare(tokens, window) : undefined;
}

export function describeExpiry(expiry: Expiry): string {
  switch (expiry.status) {
    case 'counted':
      return formatCountdown(expiry.days);
    case 'in-vault':
      return 'in vault';
    case 'gone':
      return 'gone';
    default:
      return '-';
  }
}

/** A text of anybody's, for a cell or a line: nothing that a terminal obeys, nothing that breaks it. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '⏎').replaceAll('\t', ' ');
}

/** A path with the home as `~`. */
export function shortenHome(path: string, home: string | undefined): string {
  if (!home || home === '/') return path;
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
