import type { BackgroundTask } from '../core/background-task.ts';
import type { Linger } from '../core/notices.ts';
import { timerMs } from '../process/timer.ts';

/** How long a `claude` that has answered and has no tasks may take to end before chorus says so, in ms. */
const patience = 5000;

export interface LingerRules {
  /** What to do about tasks that are still running. */
  onBackgroundTasks: 'wait' | 'stop';
  /** The longest wait after an answer, in seconds. */
  backgroundTimeout: number;
}

/**
 * Watches a `claude` that has answered. 2.1.50 and later then wait for shell tasks that are still running, and answer again
 * when one has ended; each answer restarts the wait.
 */
export class Lingering {
  readonly #rules: LingerRules;
  readonly #onLinger: (linger: Linger) => void;
  readonly #stop: () => void;
  #timers: NodeJS.Timeout[] = [];
  #hasEnded = false;

  constructor(rules: LingerRules, onLinger: (linger: Linger) => void, stop: () => void) {
    this.#rules = rules;
    this.#onLinger = onLinger;
    this.#stop = stop;
  }

  /** @param tasks those still running. */
  answered(tasks: readonly BackgroundTask[]): void {
    // A result without its newline is read only when all is over.
    if (this.#hasEnded) return;
    this.#clear();
    const { onBackgroundTasks, backgroundTimeout } = this.#rules;
    if (tasks.length > 0 && onBackgroundTasks === 'stop') {
      this.#end(tasks);
      return;
    }
    const tell = () => this.#onLinger({ tasks, isStopped: false });
    if (tasks.length > 0) tell();
    else this.#timers.push(setTimeout(tell, patience));
    this.#timers.push(setTimeout(() => this.#end(tasks), timerMs(backgroundTimeout)));
  }

  /** `claude` has ended. */
  ended(): void {
    this.#hasEnded = true;
    this.#clear();
  }

  #clear(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
  }

  #end(tasks: readonly BackgroundTask[]): void {
    this.#onLinger({ tasks, isStopped: true });
    this.#stop();
  }
}
