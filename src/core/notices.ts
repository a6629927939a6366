import type { BackgroundTask } from './background-task.ts';

/** A running `claude` that has a conversation open. */
export interface OtherClaude {
  pid: number;
  /** Whether a person sits before it; else it is a headless call. */
  isInteractive: boolean;
  /** Undefined where it does not tell. */
  startedAt: Date | undefined;
}

/** A model that is another one than the last turn's: the whole context has to be read anew. */
export interface ModelChange {
  from: string;
  to: string;
  contextTokens: number | null;
}

/** A `claude` whose answer is there, and which does not end. */
export interface Linger {
  /** The tasks that it waits for; it may have none. */
  tasks: readonly BackgroundTask[];
  /** Whether it is ended now. */
  isStopped: boolean;
}
