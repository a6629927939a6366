import { constants } from 'node:os';
import type { ClaudeEnd } from '../claude/call/run-claude.ts';
import type { ResultMessage } from '../claude/stream/messages.ts';
import type { TurnStatus } from '../core/outcome.ts';
import type { VerdictStatus } from '../core/verdict.ts';
import { exitCodes } from '../errors.ts';

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
