import type { Activity } from '../core/activity.ts';
import { formatElapsed } from '../core/durations.ts';
import { printable } from '../core/printable.ts';

/** A line about an activity. When to show it: always, only without a spinner (`verbose`), or only with --verbose (`hooks`). */
export interface ActivityLine {
  text: string;
  when: 'always' | 'verbose' | 'hooks';
}

type ToolCall = Extract<Activity, { kind: 'tool' }>;

/** What Claude is doing now, in words. Tools may run in parallel; one that has ended is no longer shown. */
export class ActivityLog {
  readonly #running = new Map<string, string>();
  readonly #calls = new Map<string, ToolCall>();
  readonly #denied = new Set<string>();
  #between = 'thinking';

  get now(): string {
    const running = [...this.#running.values()];
    const last = running.at(-1);
    if (last === undefined) return this.#between;
    return running.length > 1 ? `${last} (and ${running.length - 1} more)` : last;
  }

  take(activity: Activity): ActivityLine | undefined {
    switch (activity.kind) {
      case 'tool': {
        const text = callWords(activity);
        this.#calls.set(activity.id, activity);
        this.#running.set(activity.id, text);
        return { text, when: 'verbose' };
      }
      case 'done':
        this.#running.delete(activity.id);
        this.#between = 'thinking';
        return undefined;
      case 'denied':
        return this.#deny(activity);
      case 'retry':
        this.#between = retryWords(activity);
        return { text: this.#between, when: 'verbose' };
      case 'hook':
        return { text: printable(`hook ${activity.name}${activity.exitCode ? `, exit ${activity.exitCode}` : ''}`), when: 'hooks' };
      case 'calling':
        this.#between = printable(`${activity.name} …`);
        return undefined;
      case 'compacting':
        this.#between = 'compacting the conversation';
        return { text: this.#between, when: 'verbose' };
      default:
        this.#between = activity.kind;
        return undefined;
    }
  }

  /** Claude reports a denial when it happens, and again with the result. */
  #deny({ id, target }: Extract<Activity, { kind: 'denied' }>): ActivityLine | undefined {
    if (this.#denied.has(id)) return undefined;
    this.#denied.add(id);
    const call = this.#calls.get(id);
    return { text: `denied: ${call ? callWords(call) : printable(target)}`, when: 'always' };
  }
}

function callWords({ target, isSubagent }: ToolCall): string {
  return `${isSubagent ? 'subagent: ' : ''}${printable(target)}`;
}

const apiErrors: Record<number, string> = { 401: 'API key refused', 429: 'API rate limit', 529: 'API overloaded' };

/** The next attempt, and the wait before it: `API overloaded, attempt 2 of 10, 4 s`. */
export function retryWords({ status, attempt, of, delayMs }: Extract<Activity, { kind: 'retry' }>): string {
  const what = status === null ? 'API not reached' : (apiErrors[status] ?? `API error ${status}`);
  const wait = formatElapsed(Math.max(1000, Math.round(delayMs / 1000) * 1000));
  return `${what}, attempt ${attempt}${of > 0 ? ` of ${of}` : ''}, ${wait}`;
}
