import type { TurnOutcome } from './outcome.ts';
import type { Evidence } from './verdict.ts';

/** A turn in `log.jsonl`, without its prompt and answer. */
export interface TurnEvent {
  /** ISO 8601, the end of the turn. */
  time: string;
  session: string;
  action: TurnOutcome['action'];
  /** Set for an interactive run. */
  interactive?: true;
  expectedId: string | null;
  actualId: string | null;
  verdict: TurnOutcome['verdict']['status'];
  reason: string;
  restored: boolean;
  drift: TurnOutcome['verdict']['drift'];
  evidence: LoggedEvidence;
  model: AskedAndEffective;
  permissionMode: AskedAndEffective;
  turn: TurnOutcome['turn']['status'];
  subtype: string | null;
  costUsd: number | null;
  durationMs: number;
  /** The number of prompts of an interactive run. */
  prompts?: number;
  /** Tokens in the turn's last request and its answer. Missing if unknown, and in events of early versions of chorus. */
  contextTokens?: number;
  release: string | null;
  exitCode: number;
  /** Tasks that were still running when the answer came, without their descriptions, which may contain secrets. */
  backgroundTasks?: { id: string; type: string | null; status: string }[];
}

/** Early versions of chorus counted neither messages nor tokens. */
type LoggedEvidence = Omit<Evidence, 'messages' | 'context'> & Partial<Pick<Evidence, 'messages' | 'context'>>;

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

export function turnEventOf(outcome: TurnOutcome, asked: Asked, effective: Effective, now: Date): TurnEvent {
  const { verdict, turn } = outcome;
  return {
    time: now.toISOString(),
    session: outcome.session,
    action: outcome.action,
    ...(outcome.interactive ? { interactive: true, prompts: turn.numTurns ?? 0 } : {}),
    expectedId: verdict.evidence.expectedId,
    actualId: verdict.evidence.initId,
    verdict: verdict.status,
    reason: verdict.reason,
    restored: verdict.restored,
    drift: verdict.drift,
    evidence: verdict.evidence,
    model: { asked: asked.model ?? null, effective: effective.model },
    permissionMode: { asked: asked.permissionMode ?? null, effective: effective.permissionMode },
    turn: turn.status,
    subtype: turn.subtype,
    costUsd: turn.costUsd,
    durationMs: turn.durationMs,
    ...(effective.contextTokens === undefined ? {} : { contextTokens: effective.contextTokens }),
    release: outcome.claude.release,
    exitCode: outcome.exitCode,
    ...(turn.backgroundTasks.length > 0
      ? { backgroundTasks: turn.backgroundTasks.map(({ id, type, status }) => ({ id, type, status })) }
      : {}),
  };
}
