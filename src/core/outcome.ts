import { constants } from 'node:os';
import type { ClaudeEnd } from '../claude/call/run-claude.ts';
import type { Drift } from '../claude/drift.ts';
import type { BackgroundTask } from '../claude/stream/background-tasks.ts';
import type { ResultMessage, TokenUsage } from '../claude/stream/messages.ts';
import type { Evidence, VerdictStatus } from '../claude/verdict.ts';
import { exitCodes } from '../errors.ts';

export type TurnStatus = 'ok' | 'error' | 'denied' | 'limit' | 'interrupted' | 'timeout' | 'none';

export interface TurnReport {
  status: TurnStatus;
  /** Claude's own words for it; null when there was no result. */
  subtype: string | null;
  terminalReason: string | null;
  apiErrorStatus: number | null;
  /** The answer, or the error in its place. Where Claude answered again, when a background task had ended, the last one. */
  result: string | null;
  /** What fits `jsonSchema`, where one was given. */
  structuredOutput?: unknown;
  denials: unknown[];
  /** Of an interactive run: the prompts. */
  numTurns: number | null;
  /** Wall time of the call, in ms. */
  durationMs: number;
  /** What this call cost, in USD; null where it can't be told. */
  costUsd: number | null;
  usage: TokenUsage | null;
  /** What still ran in the background when the answer was there, and what became of it by the end of the call. */
  backgroundTasks: BackgroundTask[];
}

export interface Verdict {
  status: VerdictStatus;
  reason: string;
  restored: boolean;
  drift: Drift[];
  evidence: Evidence;
}

/** What a turn ends in: the object of `--json`, the last line of `--stream`, and what the library gives. */
export interface TurnOutcome {
  session: string;
  sessionId: string;
  /** What was asked of chorus: the command. */
  action: 'new' | 'resume' | 'fork';
  /** Set where a person sat before it: then it is not one turn, and there is no result. */
  interactive?: true;
  verdict: Verdict;
  turn: TurnReport;
  claude: { release: string | null; path: string; argv: string[] };
  exitCode: number;
  /** What to do next, a sentence each. */
  hints: string[];
}

/** How the turn itself went, apart from which conversation it was: by `is_error`, since an API error has the subtype `success`. */
export function judgeTurnStatus(result: ResultMessage | undefined, end: ClaudeEnd): TurnStatus {
  if (end.timedOut) return 'timeout';
  if (end.interruptedBy) return 'interrupted';
  if (!result) return 'none';
  if (result.subtype === 'error_max_turns' || result.subtype === 'error_max_budget_usd') return 'limit';
  if (result.is_error || result.subtype !== 'success') return 'error';
  return (result.permission_denials ?? []).length > 0 ? 'denied' : 'ok';
}

export interface ExitCodeInput {
  verdict: VerdictStatus;
  turn: TurnStatus;
  end: Pick<ClaudeEnd, 'interruptedBy' | 'signal'>;
  /** Denied tools are a failure. */
  strict: boolean;
}

/** What stopped the call comes first, then continuity, then how the turn went. */
export function exitCodeOf({ verdict, turn, end, strict }: ExitCodeInput): number {
  if (turn === 'interrupted') return 128 + signalNumber(end.interruptedBy);
  if (turn === 'timeout') return exitCodes.timeout;
  if (verdict === 'not-found' || verdict === 'lost' || verdict === 'branched') return exitCodes.continuity;
  if (turn === 'limit') return exitCodes.limit;
  if (turn === 'none' && end.signal) return 128 + signalNumber(end.signal);
  if (turn === 'error' || turn === 'none') return exitCodes.failed;
  if (turn === 'denied' && strict) return exitCodes.denied;
  return exitCodes.ok;
}

function signalNumber(signal: string | undefined): number {
  return constants.signals[signal as NodeJS.Signals] ?? constants.signals.SIGINT;
}
