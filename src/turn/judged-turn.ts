import { type CallCost, usageOfCall } from '../claude/call/cost.ts';
import { findDrift } from '../claude/drift.ts';
import { effectiveModel } from '../claude/stream/stream-reader.ts';
import type { TracedTurn } from '../claude/transcript/lineage.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isFollowed, type Judgement } from '../core/verdict.ts';
import type { FinishedCall } from './call.ts';
import { hintsFor } from './hints.ts';
import type { PreparedTurn } from './prepare.ts';
import { exitCodeOf, judgeTurnStatus } from './turn-status.ts';

/** A turn that is over: what was seen of it, and what was judged. */
export interface JudgedTurn extends FinishedCall {
  judgement: Judgement;
  traced: TracedTurn;
  cost: CallCost;
  /** After the turn; undefined where there is none to see. */
  transcript: TranscriptFile | undefined;
}

export const restartReasons = {
  asked: 'a fresh conversation, as asked',
  expired: 'expired: older than maxAgeDays',
  gone: 'its transcript is gone',
  'model-changed': 'the model changed',
} as const satisfies Record<Extract<PreparedTurn['plan'], { kind: 'restart' }>['reason'], string>;

/** What is told of it. */
export function assembleOutcome(prepared: PreparedTurn, judged: JudgedTurn, strict: boolean): TurnOutcome {
  const { plan, session, values, release, installation, argv } = prepared;
  const { judgement, facts, end, durationMs, cost } = judged;
  const { result, results, init } = facts;
  const status = judgeTurnStatus(result, end);
  const asked = {
    model: values.model,
    permissionMode: values.permissionMode,
    cwd: session.cwd,
  };
  const outcome: TurnOutcome = {
    session: session.name,
    sessionId: isFollowed(judgement.status) && init ? init.session_id : session.sessionId,
    action: prepared.action,
    verdict: {
      status: judgement.status,
      reason: judgement.status === 'restarted' && plan.kind === 'restart' ? restartReasons[plan.reason] : judgement.reason,
      restored: prepared.restoration !== undefined,
      drift: findDrift(asked, { model: effectiveModel(facts), permissionMode: init?.permissionMode, cwd: init?.cwd }),
      evidence: judgement.evidence,
    },
    turn: {
      status,
      subtype: result?.subtype ?? null,
      terminalReason: result?.terminal_reason ?? null,
      apiErrorStatus: result?.api_error_status ?? null,
      result: result?.result ?? result?.errors?.join('\n') ?? null,
      ...(result?.structured_output === undefined ? {} : { structuredOutput: result.structured_output }),
      denials: result?.permission_denials ?? [],
      numTurns: result?.num_turns === undefined ? null : results.reduce((sum, { num_turns = 0 }) => sum + num_turns, 0),
      durationMs,
      costUsd: cost.call,
      usage: usageOfCall(results) ?? null,
      backgroundTasks: [...facts.tasks],
    },
    claude: {
      release: init?.claude_code_version ?? release ?? null,
      path: installation.path,
      argv: plan.kind === 'gone' ? [] : argv,
    },
    exitCode: exitCodeOf({ verdict: judgement.status, turn: status, end, strict }),
    hints: [],
  };
  return {
    ...outcome,
    hints: hintsFor(outcome, {
      stderr: end.stderr,
      head: facts.head,
      signal: end.signal,
      exitCode: end.exitCode,
      isFirst: session.state === 'starting',
      idleTimeout: end.wasIdle ? values.idleTimeout : undefined,
    }),
  };
}
