import type { BackgroundTask } from './background-task.ts';

/** A running `claude` that has a conversation open. */
export interface OtherClaude {
  pid: number;
  /** Whether it runs in a terminal; else it is a headless call. */
  isInteractive: boolean;
  /** Undefined if it does not say. */
  startedAt: Date | undefined;
}

/** The model differs from the last turn's, so it must read the whole context again. */
export interface ModelChange {
  from: string;
  to: string;
  contextTokens: number | null;
}

/** A process that `claude` started and left behind, and that keeps its output open. */
export interface OutputHolder {
  pid: number;
  /** Its command line; empty if it cannot be read. */
  command: string;
}

/** A `claude` that has answered, but does not exit. */
export interface Linger {
  /** The tasks that it is waiting for, if any. */
  tasks: readonly BackgroundTask[];
  /** Whether chorus is stopping it now. */
  isStopped: boolean;
}

/** A usage limit ended a turn, and chorus waits until it resets. */
export interface LimitWait {
  /** When the prompt is sent again. */
  until: Date;
  /** The limit's window in Claude's word: `five_hour`, `seven_day`, …; null if it does not say. */
  window: string | null;
}
