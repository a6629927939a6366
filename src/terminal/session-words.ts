import { formatShare, formatTokens } from '../core/amounts.ts';
import { formatCountdown } from '../core/durations.ts';
import type { Expiry } from '../core/listing.ts';
import { oneLine } from '../core/printable.ts';
import type { LastTurn, Session } from '../core/session.ts';
import { type Standing, signs, standingOf, turnStandingOf } from '../core/verdict-signs.ts';

export type Tone = Standing | 'none';

/** A word with its sign, which says without colours what they say. */
export interface SignedWord {
  text: string;
  tone: Tone;
}

interface VerdictWords extends SignedWord {
  /** Undefined if there is none yet; the text is `-` then. */
  verdict: string | undefined;
}

export function verdictWords({ last, state }: Pick<Session, 'last' | 'state'>): VerdictWords {
  const verdict = last?.verdict ?? (state === 'starting' ? 'unverified' : undefined);
  if (verdict === undefined) return { verdict, text: '-', tone: 'none' };
  return { verdict, ...signed(verdict, standingOf(verdict)) };
}

/** How a turn ended, with its sign; `-` if that is not known. Takes any word, since a session's file may have been edited. */
export function turnWords(status: string | undefined): SignedWord {
  return status === undefined ? { text: '-', tone: 'none' } : signed(status, turnStandingOf(status));
}

export function signed(word: string, tone: Standing): SignedWord {
  return { text: `${signs[tone]} ${oneLine(word)}`, tone };
}

/** `45k`, with its share of the model's window if that is known: `45k (5%)`. */
export function contextWords({ contextTokens, contextWindow }: LastTurn): string {
  if (contextTokens === undefined) return '-';
  return `${formatTokens(contextTokens)}${contextWindow ? ` (${formatShare(contextTokens, contextWindow)})` : ''}`;
}

export function expiryWords(expiry: Expiry): string {
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

/** A path with `~` for the home directory. */
export function shortenHome(path: string, home: string | undefined): string {
  if (!home || home === '/') return path;
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
