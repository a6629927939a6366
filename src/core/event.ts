import type { CacheVerdict } from './cache.ts';
import type { TurnOutcome } from './outcome.ts';
import type { Evidence } from './verdict.ts';

/** A call in `log.jsonl`, without its prompts and answers: one turn, none if nothing was answered, or all turns of an interactive run. */
export interface TurnEvent {
  /** ISO 8601, the end of the turn. */
  time: string;
  session: string;
  action: TurnOutcome['action'];
  /** Set for an interactive run. */
  interactive?: true;
  expectedId: string | null;
  actualId: string | null;
  /** Set for a fork: the session that it was forked from. */
  parent?: { name: string; sessionId: string };
  verdict: TurnOutcome['verdict']['status'];
  reason: string;
  restored: boolean;
  drift: TurnOutcome['verdict']['drift'];
  evidence: LoggedEvidence;
  model: AskedAndEffective;
  permissionMode: AskedAndEffective;
  turn: TurnOutcome['turn']['status'];
  subtype: string | null;
  /** The number of turns that the call added to the session: prompts that were answered. Missing in events of early versions of chorus. */
  turns?: number;
  costUsd: number | null;
  /** Claude did not report the cost. */
  costIsEstimated?: true;
  durationMs: number;
  /** The number of prompts of an interactive run. */
  prompts?: number;
  /** Tokens in the turn's last request and its answer. Missing if unknown, and in events of early versions of chorus. */
  contextTokens?: number;
  /** Whether it read what the turn before left in the prompt cache. Missing if unknown. */
  cache?: CacheVerdict;
  release: string | null;
  /** Tasks that were still running when the answer came, without their descriptions, which may contain secrets. */
  backgroundTasks?: { id: string; type: string | null; status: string }[];
  exitCode: number;
}

/** Early versions of chorus counted neither messages nor tokens. */
export type LoggedEvidence = Omit<Evidence, 'messages' | 'context'> & Partial<Pick<Evidence, 'messages' | 'context'>>;

export interface AskedAndEffective {
  asked: string | null;
  effective: string | null;
}

interface Effective {
  model: string | null;
  permissionMode: string | null;
  contextTokens?: number | undefined;
}

/** The settings of the call that the log records. */
type Asked = { [Key in 'model' | 'permissionMode']?: string | undefined };

interface Call {
  asked: Asked;
  effective: Effective;
  /** The number of turns that it added to the session. */
  turns: number;
  /** For a fork. */
  parent?: { name: string; sessionId: string } | undefined;
  endedAt: Date;
}

/** The order of the keys is that of `readBrief`, which reads a long log fast because of it. */
export function turnEventOf(outcome: TurnOutcome, { asked, effective, turns, parent, endedAt }: Call): TurnEvent {
  const { verdict, turn } = outcome;
  return {
    time: endedAt.toISOString(),
    session: outcome.session,
    action: outcome.action,
    ...(outcome.interactive ? { interactive: true, prompts: turn.numTurns ?? 0 } : {}),
    expectedId: verdict.evidence.expectedId,
    actualId: verdict.evidence.initId,
    ...(parent ? { parent: { name: parent.name, sessionId: parent.sessionId } } : {}),
    verdict: verdict.status,
    reason: verdict.reason,
    restored: verdict.restored,
    drift: verdict.drift,
    evidence: verdict.evidence,
    model: { asked: asked.model ?? null, effective: effective.model },
    permissionMode: { asked: asked.permissionMode ?? null, effective: effective.permissionMode },
    turn: turn.status,
    subtype: turn.subtype,
    turns,
    costUsd: turn.costUsd,
    ...(turn.costIsEstimated ? { costIsEstimated: true } : {}),
    durationMs: turn.durationMs,
    ...(effective.contextTokens === undefined ? {} : { contextTokens: effective.contextTokens }),
    ...(turn.cache ? { cache: turn.cache } : {}),
    release: outcome.claude.release,
    ...(turn.backgroundTasks.length > 0
      ? { backgroundTasks: turn.backgroundTasks.map(({ id, type, status }) => ({ id, type, status })) }
      : {}),
    exitCode: outcome.exitCode,
  };
}

interface Counted {
  turns?: number | undefined;
  prompts?: number | undefined;
  subtype: string | null;
}

/** The number of turns in a call. An event of an early version has the prompts of an interactive run, or else whether there was a result. */
export function countTurns({ turns, prompts, subtype }: Counted): number {
  return turns ?? prompts ?? (subtype === null ? 0 : 1);
}
