import type { BackgroundTask } from '../core/background-task.ts';
import type { Linger } from '../core/notices.ts';
import { timerMs } from '../process/timer.ts';

/** How long a `claude` whose answer is there, and which has no tasks, may take to end before a word is said of it, in ms. */
const patience = 5000;

export interface LingerRules {
  /** What tasks that still run get. */
  onBackgroundTasks: 'wait' | 'stop';
  /** Longest wait after an answer, in seconds. */
  backgroundTimeout: number;
}

/**
 * Watches a `claude` that has given its answer. 2.1.50 and later then wait for the shell tasks that still run, and answer once more
 * when one has ended; each answer starts the wait anew.
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

  /** @param tasks those that still run. */
  answered(tasks: readonly BackgroundTask[]): void {
    // A result without its newline is read when all is over.
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
