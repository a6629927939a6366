import { isGoodVerdict, type VerdictStatus } from './verdict.ts';

/** What a verdict, or the way a turn ended, means for the reader. */
export type Standing = 'good' | 'bad' | 'unsure';

/** A sign tells without colours what a colour tells. `warning` and `note` are for findings. */
export const signs = { good: '✓', bad: '✗', unsure: '?', warning: '!', note: '·' } as const satisfies Record<
  Standing | 'warning' | 'note',
  string
>;

// An object, so that the compiler misses a verdict that is new.
const allVerdicts: Record<VerdictStatus, true> = {
  lost: true,
  'not-found': true,
  branched: true,
  unverified: true,
  restarted: true,
  forked: true,
  resumed: true,
  started: true,
};

/** Every verdict, the worst first. */
export const verdictsWorstFirst: readonly string[] = Object.keys(allVerdicts);

/** Of any word: a session's file may have been edited, and `unknown` is what the report makes of an event that was. */
export function standingOf(verdict: string): Standing {
  if (verdict === 'unverified' || verdict === 'unknown') return 'unsure';
  return isGoodVerdict(verdict as VerdictStatus) ? 'good' : 'bad';
}
