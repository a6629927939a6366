import type { Context } from './context.ts';

/** One call of chorus, as a command sees it. */
export interface Invocation {
  context: Context;
  /** What stood behind `--`: arguments for `claude`. */
  extraArgs: readonly string[];
  /** Tells the exit code. */
  finish(exitCode: number): void;
}
