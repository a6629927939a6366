import { toolTarget } from '../claude/stream/tools.ts';
import type { Activity } from '../core/activity.ts';
import { printable } from '../core/printable.ts';

/** What is told of an activity: on a line of its own, always or only where there is no spinner or more is wanted. */
export interface Told {
  line: string;
  when: 'always' | 'verbose' | 'hooks';
}

type ToolCall = Extract<Activity, { kind: 'tool' }>;

/** What Claude does now, in words: tools run side by side, and one that ended is no longer told of. */
export class Activities {
  readonly #cwd: string;
  readonly #running = new Map<string, string>();
  readonly #calls = new Map<string, ToolCall>();
  readonly #denied = new Set<string>();
  #between = 'thinking';

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  get now(): string {
    const running = [...this.#running.values()];
    const last = running.at(-1);
    if (last === undefined) return this.#between;
    return running.length > 1 ? `${last} (and ${running.length - 1} more)` : last;
  }

  take(activity: Activity): Told | undefined {
    switch (activity.kind) {
      case 'tool': {
        const line = this.#describe(activity);
        this.#calls.set(activity.id, activity);
        this.#running.set(activity.id, line);
        return { line, when: 'verbose' };
      }
      case 'done':
        this.#running.delete(activity.id);
        this.#between = 'thinking';
        return undefined;
      case 'denied':
        return this.#deny(activity);
      case 'retry':
        this.#between = retryWords(activity);
        return { line: this.#between, when: 'verbose' };
      case 'hook':
        return { line: printable(`hook ${activity.name}${activity.exitCode ? `, exit ${activity.exitCode}` : ''}`), when: 'hooks' };
      case 'calling':
        this.#between = printable(`${activity.name} …`);
        return undefined;
      case 'compacting':
        this.#between = 'compacting the conversation';
        return { line: this.#between, when: 'verbose' };
      default:
        this.#between = activity.kind;
        return undefined;
    }
  }

  /** It is told when it happens and once more with the result. */
  #deny({ id, name, input }: Extract<Activity, { kind: 'denied' }>): Told | undefined {
    if (this.#denied.has(id)) return undefined;
    this.#denied.add(id);
    const call = this.#calls.get(id);
    const what = call ? this.#describe(call) : printable(toolTarget(name, input, this.#cwd));
    return { line: `denied: ${what}`, when: 'always' };
  }

  #describe({ name, input, isSubagent }: ToolCall): string {
    return `${isSubagent ? 'subagent: ' : ''}${printable(toolTarget(name, input, this.#cwd))}`;
  }
}

const apiErrors: Record<number, string> = { 401: 'API key refused', 429: 'API rate limit', 529: 'API overloaded' };

/** `API overloaded, attempt 2 of 10, 4 s`: the attempt that comes, and the wait before it. */
export function retryWords({ status, attempt, of, delayMs }: Extract<Activity, { kind: 'retry' }>): string {
  const what = status === null ? 'API not reached' : (apiErrors[status] ?? `API error ${status}`);
  return `${what}, attempt ${attempt}${of > 0 ? ` of ${of}` : ''}, ${Math.max(1, Math.round(delayMs / 1000))} s`;
}
