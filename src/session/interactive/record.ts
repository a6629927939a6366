import { contextTokens } from '../../claude/messages.ts';
import { isFollowed, type VerdictStatus } from '../../claude/verdict.ts';
import { addSpent } from '../record.ts';
import { restartSession, type Session } from '../session.ts';
import type { InteractiveRun } from './run.ts';
import { type EnteredConversation, type SeenRun, sumUp } from './see.ts';

export interface RunToRecord {
  run: InteractiveRun;
  seen: SeenRun;
  verdict: VerdictStatus;
  now: Date;
}

/** What an interactive run changes in its session. One that led elsewhere leaves the conversation as it was. */
export function runChanges(current: Session, { run, seen, verdict, now }: RunToRecord): Partial<Session> {
  const { entered, traced } = seen;
  const { prompts, usage, costAdded } = sumUp(entered);
  const totals = addSpent(current.totals, { turns: prompts, costUsd: costAdded, usage });
  const last = entered.at(-1);
  if (!isFollowed(verdict) || !last) return { totals, last: { ...current.last, verdict } };
  const moved = entered.reduce((session, conversation) => enter(session, conversation, now), current);
  const tip = traced.tip ?? moved.tip;
  return {
    totals,
    sessionId: moved.sessionId,
    createdAt: moved.createdAt,
    formerIds: moved.formerIds,
    parent: moved.parent,
    lastActiveAt: now.toISOString(),
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

/** The session in another of its conversations: what belongs to the one before is put aside. */
function enter(session: Session, { sessionId, entered }: EnteredConversation, now: Date): Session {
  if (sessionId === session.sessionId) return session;
  // A release that goes on under a new id: it is the same conversation.
  if (entered === 'asked') return { ...session, sessionId, formerIds: [...session.formerIds, session.sessionId] };
  const next = restartSession(session, sessionId, now);
  return { ...next, state: 'starting', formerIds: next.formerIds.filter((id) => id !== sessionId) };
}
