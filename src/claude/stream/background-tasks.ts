import type { BackgroundTask } from '../../core/background-task.ts';
import { isObject, text } from '../../core/json.ts';
import type { Message } from './messages.ts';

/** In every line about one task; never in quoted text, where the quotes are escaped. */
export const taskKey = '"task_id":"';

/** Follows the tasks of a turn, by what 2.1.50 and later report (`task_started`, `task_updated`, `task_notification`). */
export class BackgroundTasks {
  readonly #tasks = new Map<string, BackgroundTask>();

  take(message: Message): void {
    const { type, subtype, patch } = message;
    const id = text(message.task_id);
    if (type !== 'system' || id === undefined) return;
    if (subtype === 'task_started' && message.is_backgrounded !== false) {
      this.#tasks.set(id, { id, type: text(message.task_type) ?? null, description: text(message.description) ?? null, status: 'running' });
    }
    const task = this.#tasks.get(id);
    const status = text(subtype === 'task_notification' ? message.status : isObject(patch) ? patch.status : undefined);
    if (task && status !== undefined) task.status = status;
  }

  get running(): BackgroundTask[] {
    return [...this.#tasks.values()].filter(({ status }) => status === 'running');
  }
}
