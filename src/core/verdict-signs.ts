import { isGoodVerdict, type VerdictStatus } from './verdict.ts';

/** What a verdict, or a turn's status, means to the reader. */
export type Standing = 'good' | 'bad' | 'unsure';

/** Signs say without colours what colours say. `warning` and `note` are for findings. */
export const signs = { good: '✓', bad: '✗', unsure: '?', warning: '!', note: '·' } as const satisfies Record<
  Standing | 'warning' | 'note',
  string
>;

/** Takes any word, since a session's file may have been edited; the report says `unknown` for a word that is not a verdict. */
export function standingOf(verdict: string): Standing {
  if (verdict === 'unverified' || verdict === 'unknown') return 'unsure';
  return isGoodVerdict(verdict as VerdictStatus) ? 'good' : 'bad';
}

/** What a turn's status means, apart from its verdict. Takes any word, as `standingOf` does. */
export function turnStandingOf(status: string): Standing {
  if (status === 'ok') return 'good';
  return status === 'denied' || status === 'unknown' ? 'unsure' : 'bad';
}
