import type { CallCost } from '../claude/call/cost.ts';
import { contextWindowOf } from '../claude/stream/context-window.ts';
import { effectiveModel, lastAnswer, type StreamFacts } from '../claude/stream/stream-reader.ts';
import type { TracedTurn } from '../claude/transcript/lineage.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import type { Session, Tip } from '../core/session.ts';
import { contextTokens, type TokenUsage } from '../core/usage.ts';
import { isFollowed } from '../core/verdict.ts';
import type { PreparedTurn } from './prepare.ts';

export interface TurnToRecord {
  prepared: PreparedTurn;
  facts: StreamFacts;
  traced: TracedTurn;
  outcome: TurnOutcome;
  transcriptSeen: boolean;
  cost: CallCost;
  now: Date;
  newId: () => string;
}

/** What a turn changes in its session. A call that was refused, or answered from elsewhere, leaves the conversation as it was. */
export function turnChanges(current: Session, turn: TurnToRecord): Partial<Session> {
  const { prepared, facts, traced, outcome, now } = turn;
  const { session, values } = prepared;
  const totals = addSpent(current.totals, { turns: facts.result ? 1 : 0, costUsd: turn.cost.added, usage: outcome.turn.usage });
  const verdict = outcome.verdict.status;
  const ended = { totals, movingTo: undefined };
  if (verdict === 'not-found' && session.state === 'starting') return { ...ended, ...beginAgain(current, turn.newId()) };
  if (!isFollowed(verdict)) return { ...ended, last: { ...current.last, verdict } };
  const tip = newTip(turn) ?? session.tip;
  return {
    ...ended,
    sessionId: outcome.sessionId,
    formerIds: outcome.sessionId === session.sessionId ? current.formerIds : [...current.formerIds, session.sessionId],
    lastActiveAt: now.toISOString(),
    // Until something of it is seen to be kept, the first turn may have to be done again.
    state: facts.result || traced.tip ? 'active' : session.state,
    tip,
    root: session.root ?? traced.root ?? tip,
    transcriptSeen: current.transcriptSeen || turn.transcriptSeen,
    promptSnapshot: prepared.promptSnapshot,
    last: {
      ...current.last,
      model: effectiveModel(facts),
      askedModel: values.model,
      permissionMode: facts.init?.permissionMode,
      contextTokens: contextTokensAfter(traced, facts) ?? session.last?.contextTokens,
      contextWindow: contextWindowOf(facts.result, effectiveModel(facts)),
      release: outcome.claude.release ?? undefined,
      verdict,
      cumulativeCostUsd: turn.cost.cumulative,
    },
  };
}

/** The first turn was killed, and Claude has nothing under its id: the next one is a first turn again, under another id. */
export function beginAgain({ formerIds, sessionId }: Session, newId: string): Partial<Session> {
  return { state: 'recorded', sessionId: newId, formerIds: [...formerIds, sessionId] };
}

/** From the transcript; where there is none to read, from the stream. */
function newTip({ traced, facts }: TurnToRecord): Tip | null {
  const answer = lastAnswer(facts);
  const { lineage } = traced;
  const isUnseen = lineage.status === 'unavailable' && lineage.because === 'no-transcript' && facts.result !== undefined;
  if (traced.tip || !isUnseen || !answer?.uuid) return traced.tip;
  return { uuid: answer.uuid, messageId: answer.message.id };
}

/** What the last request of a turn carried and produced; undefined where neither the transcript nor the stream tells. */
export function contextTokensAfter(traced: TracedTurn, facts: StreamFacts): number | undefined {
  const usage = traced.usage ?? lastAnswer(facts)?.message.usage;
  return usage && contextTokens(usage);
}

interface Spent {
  turns: number;
  costUsd: number;
  usage: TokenUsage | null;
}

/** The session's sums with what a turn adds. */
export function addSpent({ turns, costUsd, tokens }: Session['totals'], { usage, ...spent }: Spent): Session['totals'] {
  return {
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
