import type { Judgement } from '../../core/verdict.ts';
import type { AskedTurn } from '../asked-turn.ts';
import { verdictHints } from '../hints.ts';
import type { ForeignConversation, SeenTurn } from '../seen-turn.ts';

/** What to do after an interactive run, a sentence each. */
export function hintsForRun(
  { session: { name, state } }: Pick<AskedTurn, 'session'>,
  { end, foreign }: Pick<SeenTurn, 'end' | 'foreign'>,
  { status }: Pick<Judgement, 'status'>,
): string[] {
  return [
    ...describeEnd(end),
    ...(status === 'lost'
      ? [`The conversation of ${name} is as it was before.`]
      : verdictHints({ session: name, verdict: { status } }, state === 'starting')),
    ...foreign.map(describeForeign),
  ];

  function describeForeign({ sessionId, owner }: ForeignConversation): string {
    const what = `The conversation ${sessionId}, which was entered as well,`;
    if (!owner) return `${what} is none of ${name}'s. To go on with it: chorus adopt ${sessionId} <name>`;
    return owner.isFormer ? `${what} was once that of ${owner.name}.` : `${what} is that of ${owner.name}: chorus resume ${owner.name}`;
  }
}

function describeEnd(end: SeenTurn['end']): string[] {
  if (end?.interruptedBy) return [`chorus was asked to end by ${end.interruptedBy}, and passed it on.`];
  if (end?.signal) return [`claude was ended by ${end.signal}.`];
  return end?.exitCode ? [`claude ended with exit code ${end.exitCode}.`] : [];
}
