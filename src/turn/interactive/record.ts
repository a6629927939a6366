import type { InteractiveRun } from '../../core/interactive-run.ts';
import { restartSession, type Session } from '../../core/session.ts';
import { contextTokens } from '../../core/usage.ts';
import { isFollowed, type VerdictStatus } from '../../core/verdict.ts';
import { addSpent } from '../record.ts';
import { type EnteredConversation, type SeenRun, sumUp } from './seen-run.ts';

export interface RunToRecord {
  run: InteractiveRun;
  seen: SeenRun;
  verdict: VerdictStatus;
  endedAt: Date;
}

/** What an interactive run changes in its session. One that led elsewhere leaves the conversation as it was. */
export function runChanges(current: Session, { run, seen, verdict, endedAt }: RunToRecord): Partial<Session> {
  const { entered, traced } = seen;
  const { prompts, usage, costAdded } = sumUp(entered);
  const totals = addSpent(current.totals, { turns: prompts, costUsd: costAdded, usage });
  const last = entered.at(-1);
  if (!isFollowed(verdict) || !last) return { totals, last: { ...current.last, verdict } };
  const moved = moveTo(current, entered, last, endedAt);
  const tip = traced.tip ?? moved.tip;
  return {
    totals,
    sessionId: moved.sessionId,
    createdAt: moved.createdAt,
    formerIds: moved.formerIds,
    parent: moved.parent,
    lastActiveAt: endedAt.toISOString(),
    state: traced.tip || last.entered === 'back' ? 'active' : moved.state,
    tip,
    root: moved.root ?? traced.root ?? tip,
    transcriptSeen: moved.transcriptSeen || last.transcript !== undefined,
    promptSnapshot: run.promptSnapshot,
    last: {
      ...moved.last,
      model: last.model ?? moved.last?.model,
      askedModel: run.asked.model,
      permissionMode: last.permissionMode ?? moved.last?.permissionMode,
      contextTokens: traced.usage ? contextTokens(traced.usage) : moved.last?.contextTokens,
      release: run.claude.release ?? undefined,
      verdict,
      cumulativeCostUsd: last.cost.cumulative,
    },
  };
}

/** The session in the conversation that was entered last: what belongs to the one before is put aside. */
function moveTo(session: Session, entered: readonly EnteredConversation[], last: EnteredConversation, endedAt: Date): Session {
  const ids = new Set([...session.formerIds, session.sessionId, ...entered.map(({ sessionId }) => sessionId)]);
  ids.delete(last.sessionId);
  const moved = { sessionId: last.sessionId, formerIds: [...ids] };
  // A release that goes on under a new id: it is the same conversation.
  if (last.entered === 'asked') return { ...session, ...moved };
  return {
    ...restartSession(session, last.sessionId, last.createdAt === undefined ? endedAt : new Date(last.createdAt)),
    ...moved,
    state: 'starting',
  };
}
