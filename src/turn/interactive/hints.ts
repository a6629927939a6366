import type { Judgement } from '../../core/verdict.ts';
import type { AskedTurn } from '../asked-turn.ts';
import { verdictHints } from '../hints.ts';
import type { ForeignConversation, SeenTurn } from '../seen-turn.ts';

/** What to do after an interactive run, one sentence each. */
export function hintsForRun(
  { session: { name, state } }: Pick<AskedTurn, 'session'>,
  { end, foreign }: Pick<SeenTurn, 'end' | 'foreign'>,
  { status }: Pick<Judgement, 'status'>,
  isRestorable: boolean,
): string[] {
  return [
    ...endHints(end),
    ...(status === 'lost'
      ? [`The conversation of ${name} is unchanged.`]
      : verdictHints({ session: name, verdict: { status } }, { isFirst: state === 'starting', isRestorable })),
    ...foreign.map(foreignHint),
  ];

  function foreignHint({ sessionId, owner }: ForeignConversation): string {
    const what = `Claude also entered the conversation ${sessionId}`;
    if (!owner) return `${what}. It has no session; to continue it: chorus adopt ${sessionId} <name>`;
    return owner.isFormer
      ? `${what}, which once belonged to ${owner.name}.`
      : `${what}, which belongs to ${owner.name}: chorus resume ${owner.name}`;
  }
}

function endHints(end: SeenTurn['end']): string[] {
  if (end?.interruptedBy) return [`chorus was asked to end by ${end.interruptedBy}, and passed it on.`];
  if (end?.signal) return [`claude was ended by ${end.signal}.`];
  return end?.exitCode ? [`claude ended with exit code ${end.exitCode}.`] : [];
}
