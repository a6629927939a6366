import type { BackgroundTask } from '../../core/background-task.ts';
import type { Message } from './messages.ts';

/** Stands in every line that tells of one task, and in none where it is quoted. */
export const taskKey = '"task_id":"';

/** Follows the tasks of a turn, from what 2.1.50 and later tell of them (`task_started`, `task_updated`, `task_notification`). */
export class BackgroundTasks {
  readonly #tasks = new Map<string, BackgroundTask>();

  take(message: Message): void {
    const { type, subtype, task_id: id } = message;
    if (type !== 'system' || typeof id !== 'string') return;
    if (subtype === 'task_started' && message.is_backgrounded !== false) {
      this.#tasks.set(id, { id, type: textOr(message.task_type), description: textOr(message.description), status: 'running' });
    }
    const task = this.#tasks.get(id);
    const status = subtype === 'task_notification' ? message.status : (message.patch as { status?: unknown } | undefined)?.status;
    if (task && typeof status === 'string') task.status = status;
  }

  get running(): BackgroundTask[] {
    return [...this.#tasks.values()].filter(({ status }) => status === 'running');
  }
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
