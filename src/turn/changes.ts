import type { TurnOutcome } from '../core/outcome.ts';
import { callsOf, type LastTurn, restartSession, type Session } from '../core/session.ts';
import type { TokenUsage } from '../core/usage.ts';
import { isFollowed } from '../core/verdict.ts';
import type { AskedTurn } from './asked-turn.ts';
import type { EnteredConversation, SeenTurn } from './seen-turn.ts';

interface TurnToRecord {
  asked: AskedTurn;
  seen: SeenTurn;
  outcome: TurnOutcome;
  newId: () => string;
  /** Whether the vault has the conversation as it is now. */
  isKept?: boolean | undefined;
}

/** What a turn changes in its session. A call that was refused, or answered from elsewhere, leaves the conversation unchanged. */
export function sessionChanges(current: Session, { asked, seen, outcome, newId, isKept }: TurnToRecord): Partial<Session> {
  const { effective, traced, cost, turns, endedAt } = seen;
  const verdict = outcome.verdict.status;
  const last = seen.entered.at(-1);
  // The running sum of another conversation says nothing about what this one missed.
  const costUsd = isFollowed(verdict) ? cost.added : (cost.call ?? 0);
  const { status, cache } = outcome.turn;
  const how = { verdict, turn: status, exitCode: outcome.exitCode, cache: cache ?? undefined };
  const ended = { totals: addSpent(current, { turns, costUsd, usage: outcome.turn.usage }), movingTo: undefined };
  if (verdict === 'not-found' && asked.session.state === 'starting')
    return { ...ended, ...beginAgain(current, newId()), last: { ...current.last, ...how } };
  if (!isFollowed(verdict) || !last) return { ...ended, last: { ...current.last, ...how } };
  const moved = moveTo(current, seen.entered, last, endedAt);
  const tip = seen.tip ?? moved.tip;
  // The first turn may have to be repeated until something of it is seen to be kept.
  const isBegun = seen.result !== undefined || traced.tip !== null || last.entered === 'back';
  return {
    ...ended,
    sessionId: moved.sessionId,
    createdAt: moved.createdAt,
    formerIds: moved.formerIds,
    parent: moved.parent,
    lastActiveAt: endedAt.toISOString(),
    state: isBegun ? 'active' : moved.state,
    tip,
    root: moved.root ?? traced.root ?? tip,
    transcriptSeen: moved.transcriptSeen || last.transcript !== undefined,
    // Without it the next turn compares transcript and copy.
    transcriptStamp: isKept ? last.transcript?.stamp : undefined,
    promptSnapshot: asked.promptSnapshot,
    last: {
      ...moved.last,
      model: effective.model ?? moved.last?.model,
      askedModel: asked.asked.model,
      permissionMode: effective.permissionMode ?? moved.last?.permissionMode,
      ...(verdict === 'truncated' ? untilWhole(seen, moved.last) : countsOf(seen, moved.last)),
      contextWindow: effective.contextWindow,
      release: outcome.claude.release ?? undefined,
      ...how,
      cumulativeCostUsd: cost.cumulative,
    },
  };
}

type Counts = Pick<LastTurn, 'contextTokens' | 'messages' | 'counted' | 'basis' | 'prefix'>;

/** What the next turn is compared with. */
function countsOf({ traced: { reach }, entered, effective }: SeenTurn, last: LastTurn | null): Counts {
  return {
    contextTokens: effective.contextTokens ?? last?.contextTokens,
    // Where nothing was said, nothing has changed.
    messages: reach ? (reach.total ?? undefined) : last?.messages,
    // What had to be repaired is read again.
    counted: reach?.total == null || reach.repair ? undefined : entered.at(-1)?.transcript?.stamp,
    basis: effective.basis,
    // Where nothing was asked, nothing was written to the cache.
    prefix: effective.prefix ?? (effective.contextTokens === undefined && !reach?.isCompacted ? last?.prefix : undefined),
  };
}

/** Until the history is whole again, each turn is compared with the last one that was, and what was said since. */
function untilWhole({ traced: { reach }, history: { context }, effective }: SeenTurn, last: LastTurn | null): Counts {
  const said = (reach?.total ?? 0) - (reach?.reachable ?? reach?.total ?? 0);
  const tokens = (effective.contextTokens ?? 0) - (context.first ?? effective.contextTokens ?? 0);
  return {
    contextTokens: last?.contextTokens === undefined ? undefined : last.contextTokens + Math.max(0, tokens),
    messages: last?.messages === undefined ? undefined : last.messages + Math.max(0, said),
    counted: undefined,
    basis: last?.basis,
    prefix: undefined,
  };
}

/** The first turn was killed, and Claude has nothing under its id: the next turn is a first turn again, under another id. */
export function beginAgain({ formerIds, sessionId }: Session, newId: string): Partial<Session> {
  return { state: 'recorded', sessionId: newId, formerIds: [...formerIds, sessionId] };
}

/** The session, moved to the conversation that was entered last. What belongs to the previous one is put aside. */
function moveTo(session: Session, entered: readonly EnteredConversation[], last: EnteredConversation, endedAt: Date): Session {
  const ids = new Set([...session.formerIds, session.sessionId, ...entered.map(({ sessionId }) => sessionId)]);
  ids.delete(last.sessionId);
  const moved = { sessionId: last.sessionId, formerIds: [...ids] };
  // The same conversation, with a new id on a release that changes ids.
  if (last.entered === 'asked') return { ...session, ...moved };
  return {
    ...restartSession(session, last.sessionId, last.createdAt === undefined ? endedAt : new Date(last.createdAt)),
    ...moved,
    state: 'starting',
  };
}

interface Spent {
  turns: number;
  costUsd: number;
  usage: TokenUsage | null;
}

/** Adds what a turn spent to the session's totals. */
function addSpent(current: Session, { usage, ...spent }: Spent): Session['totals'] {
  const { turns, costUsd, tokens } = current.totals;
  return {
    calls: callsOf(current) + 1,
    turns: turns + spent.turns,
    costUsd: Number((costUsd + spent.costUsd).toFixed(8)),
    tokens: {
      input: tokens.input + (usage?.input_tokens ?? 0),
      output: tokens.output + (usage?.output_tokens ?? 0),
      cacheRead: tokens.cacheRead + (usage?.cache_read_input_tokens ?? 0),
      cacheCreation: tokens.cacheCreation + (usage?.cache_creation_input_tokens ?? 0),
    },
  };
}
