import type { Judgement } from '../../claude/verdict.ts';
import { verdictHints } from '../hints.ts';
import type { Session } from '../session.ts';

/** What to do after an interactive run, a sentence each. */
export function hintsForRun({ name, state }: Session, { status }: Judgement, foreign: readonly string[]): string[] {
  return [
    ...verdictHints({ session: name, verdict: { status } }, state === 'starting'),
    ...foreign.map((id) => `The conversation ${id}, which was gone on to, is none of ${name}. Give it a name: chorus adopt ${id} <name>`),
  ];
}
