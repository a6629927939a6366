import { amount, isObject, type JsonObject, text } from '../../core/json.ts';
import { type AssistantMessage, type ResultMessage, synthetic } from './messages.ts';

/** What Claude reports of the limits of an account, with 2.1.45 and later (`rate_limit_event`). */
export interface RateLimit {
  /** A request was refused, and nothing that is paid for beyond the plan stood in. */
  isRefused: boolean;
  /** Seconds since 1970. */
  resetsAt: number | undefined;
  /** `five_hour`, `seven_day`, … */
  window: string | undefined;
}

/** A usage limit that ended a turn. */
export interface UsageLimit {
  resetsAt: Date;
  /** `five_hour`, `seven_day`, …; null on releases that do not say. */
  window: string | null;
}

export const rateLimitEvent = 'rate_limit_event';

export function readRateLimit(message: JsonObject | undefined): RateLimit | undefined {
  if (message?.type !== rateLimitEvent || !isObject(message.rate_limit_info)) return undefined;
  const { status, resetsAt, rateLimitType, isUsingOverage } = message.rate_limit_info;
  return { isRefused: status === 'rejected' && isUsingOverage !== true, resetsAt: amount(resetsAt), window: text(rateLimitType) };
}

interface EndedTurn {
  result: ResultMessage | undefined;
  lastAssistant: AssistantMessage | undefined;
  /** The last one of the stream. */
  rateLimit: RateLimit | undefined;
}

/**
 * The usage limit that a turn failed on; undefined if it did not, or if Claude does not say when the limit resets. A server that
 * asks for a pause (429 too) names no time.
 * @param now the end of the turn: what Claude says in words has no date.
 */
export function usageLimitOf({ result, lastAssistant, rateLimit }: EndedTurn, now: Date): UsageLimit | undefined {
  // `api_error_status` is missing up to 2.1.50; what Claude says of an error is a message that it made up.
  if (!result?.is_error || (result.api_error_status ?? 429) !== 429 || lastAssistant?.message.model !== synthetic) return undefined;
  const seconds = rateLimit?.isRefused ? rateLimit.resetsAt : undefined;
  const resetsAt = seconds === undefined ? resetIn(result.result ?? '', now) : new Date(seconds * 1000);
  return resetsAt && { resetsAt, window: rateLimit?.window ?? null };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clockTime = /\bresets (?:at )?(?:([A-Z][a-z]{2})[a-z]* (\d{1,2}),? (?:at )?)?(\d{1,2})(?::(\d\d))?\s?([ap]m)\b/;

/**
 * `Claude AI usage limit reached|1795560117` (1.0.60), `Spending cap reached resets 10:41pm` (1.0.128, 2.0.50),
 * `You've hit your limit · resets Nov 26, 3pm (UTC)`: local time, the next one, with seconds left out.
 */
function resetIn(said: string, now: Date): Date | undefined {
  const seconds = /limit reached\|(\d{9,11})\b/.exec(said)?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  const [, month, day, hour, minute = '0', half] = clockTime.exec(said) ?? [];
  if (hour === undefined) return undefined;
  const reset = new Date(now);
  if (month !== undefined) reset.setMonth(months.indexOf(month), Number(day));
  reset.setHours((Number(hour) % 12) + (half === 'pm' ? 12 : 0), Number(minute) + 1, 0, 0);
  if (reset <= now) {
    if (month === undefined) reset.setDate(reset.getDate() + 1);
    else reset.setFullYear(reset.getFullYear() + 1);
  }
  return reset;
}
