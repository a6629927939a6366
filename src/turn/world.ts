import type { Clock } from '../core/clock.ts';
import type { StartProgram } from '../process/start.ts';
import type { Store } from '../store/store.ts';

/** Everything in the world that the flow of a turn touches. Tests and the library pass in their own. */
export interface World {
  store: Store;
  /** Starts programs, `claude` first of all. */
  start: StartProgram;
  env: NodeJS.ProcessEnv;
  /** The caller's directory: absolute. */
  cwd: string;
  now(): Date;
  /** For waits. */
  clock: Clock;
  /** A new UUID. */
  newId(): string;
  /** Aborts a wait. */
  signal?: AbortSignal | undefined;
  /** Subscribes to the signals that ask chorus to end. @returns a function that unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}
