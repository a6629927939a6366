import { constants } from 'node:os';
import type { TurnStatus } from '../core/outcome.ts';
import type { VerdictStatus } from '../core/verdict.ts';
import { exitCodes } from '../errors.ts';

/** How `claude` ended. */
export interface TurnEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  /** The signal that asked chorus to end, and was passed on to `claude`. */
  interruptedBy: NodeJS.Signals | undefined;
  timedOut: boolean;
}

/** The part of a result that shows how the turn went. */
export interface TurnResult {
  subtype?: string | undefined;
  is_error: boolean;
  permission_denials?: readonly unknown[] | undefined;
  terminal_reason?: string | null | undefined;
}

/**
 * How a headless turn itself went, whichever conversation it was in. `is_error` decides: an API error has the subtype `success`.
 * @param end undefined if nobody saw it.
 * @param isEmpty whether nothing happened in it.
 * @param isLimited whether it failed on a usage limit of the account.
 */
export function judgeTurnStatus(result: TurnResult | undefined, end: TurnEnd | undefined, isEmpty: boolean, isLimited = false): TurnStatus {
  if (end?.timedOut && !isCompleted(result)) return 'timeout';
  if (end?.interruptedBy) return 'interrupted';
  if (!result) return 'none';
  if (result.subtype === 'error_max_turns' || result.subtype === 'error_max_budget_usd') return 'limit';
  if (isLimited) return 'limit';
  if (result.is_error || result.subtype !== 'success') return 'error';
  if (isEmpty) return 'empty';
  return (result.permission_denials ?? []).length > 0 ? 'denied' : 'ok';
}

/** A turn may end in time and be seen late, if chorus was stopped meanwhile. */
function isCompleted(result: TurnResult | undefined): boolean {
  return result?.subtype === 'success' && !result.is_error && result.terminal_reason === 'completed';
}

/**
 * How an interactive run went. It has no result.
 * @param hasSaidEnd whether Claude itself reported the end: this decides if nobody saw the end.
 */
export function judgeInteractiveStatus(hasSaidEnd: boolean, end: TurnEnd | undefined): TurnStatus {
  if (!end) return hasSaidEnd ? 'ok' : 'none';
  if (end.interruptedBy) return 'interrupted';
  if (end.signal) return 'none';
  return end.exitCode === 0 ? 'ok' : 'error';
}

interface ExitCodeInput {
  verdict: VerdictStatus;
  turn: TurnStatus;
  /** Undefined if nobody saw it. */
  end: Pick<TurnEnd, 'interruptedBy' | 'signal'> | undefined;
  /** Whether denied tools count as a failure. */
  strict: boolean;
}

/** In order: what stopped the call, continuity, how the turn went. */
export function exitCodeOf({ verdict, turn, end, strict }: ExitCodeInput): number {
  if (turn === 'interrupted') return 128 + signalNumber(end?.interruptedBy);
  if (turn === 'timeout') return exitCodes.timeout;
  if (verdict === 'not-found' || verdict === 'lost' || verdict === 'truncated' || verdict === 'branched') return exitCodes.continuity;
  if (turn === 'limit') return exitCodes.limit;
  if (turn === 'none' && end?.signal) return 128 + signalNumber(end.signal);
  if (turn === 'error' || turn === 'empty' || turn === 'none') return exitCodes.failed;
  if (turn === 'denied' && strict) return exitCodes.denied;
  return exitCodes.ok;
}

function signalNumber(signal: string | undefined): number {
  return constants.signals[signal as NodeJS.Signals] ?? constants.signals.SIGINT;
}
