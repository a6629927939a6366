import type { InteractiveEnd } from '../../core/interactive-run.ts';
import type { Owner } from '../../core/owners.ts';
import type { Session } from '../../core/session.ts';
import type { Judgement } from '../../core/verdict.ts';
import { verdictHints } from '../hints.ts';

/** A conversation that was entered, and is none of the session's. */
export interface ForeignConversation {
  sessionId: string;
  /** The session that has, or once had, it. */
  owner: Owner | undefined;
}

/** What to do after an interactive run, a sentence each. */
export function hintsForRun(
  { name, state }: Session,
  { status }: Judgement,
  end: InteractiveEnd | undefined,
  foreign: readonly ForeignConversation[],
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

function describeEnd(end: InteractiveEnd | undefined): string[] {
  if (end?.interruptedBy) return [`chorus was asked to end by ${end.interruptedBy}, and passed it on.`];
  if (end?.signal) return [`claude was ended by ${end.signal}.`];
  return end?.exitCode ? [`claude ended with exit code ${end.exitCode}.`] : [];
}
