import { synthetic } from '../../src/claude/stream/messages.ts';
import { testClock } from './clock.ts';
import { init } from './fake-claude.ts';

const time = { hour: 'numeric', minute: '2-digit', hour12: true } as const;

/** What 2.1.329 writes as `rate_limit_info`. */
export function rateLimit(resetsAt: Date): Record<string, unknown> {
  return { status: 'rejected', resetsAt: resetsAt.getTime() / 1000, rateLimitType: 'five_hour', isUsingOverage: false };
}

interface Refusal {
  /** For the event; without it there is none. */
  resetsAt?: Date;
  event?: Record<string, unknown>;
  said?: string;
  model?: string;
  /** Over the result's own keys. */
  result?: Record<string, unknown>;
}

/** The stream of a turn that was refused because of a usage limit, as 2.1.329 writes it, without what chorus does not read. */
export function refusedTurn({ resetsAt, event = resetsAt && rateLimit(resetsAt), said, model = synthetic, result }: Refusal): string {
  const words = said ?? `You've hit your 5-hour limit · resets ${resetsAt?.toLocaleTimeString('en-US', time)}`;
  const session_id = '$SESSION_ID';
  const message = { id: 'msg_limit', model, role: 'assistant', content: [{ type: 'text', text: words }] };
  const lines = [
    init,
    ...(event ? [{ type: 'rate_limit_event', rate_limit_info: event, session_id }] : []),
    { type: 'assistant', message, parent_tool_use_id: null, session_id, uuid: 'limit', error: 'rate_limit' },
    { type: 'result', subtype: 'success', is_error: true, session_id, num_turns: 1, total_cost_usd: 0, result: words, ...result },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A clock that stands still until time is made to pass, and the date that goes with it. */
export function testTime(start: Date) {
  const clock = testClock();
  return { clock, now: () => new Date(start.getTime() + clock.elapsedMs()) };
}
