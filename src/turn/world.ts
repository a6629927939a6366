import type { StartProgram } from '../process/start.ts';
import type { Store } from '../store/store.ts';

/** What the flow of a turn touches of the world. Tests and the library give their own. */
export interface World {
  store: Store;
  /** Starts programs, `claude` first of all. */
  start: StartProgram;
  env: NodeJS.ProcessEnv;
  /** The caller's directory: absolute. */
  cwd: string;
  now(): Date;
  /** A new UUID. */
  newId(): string;
  /** Gives up what waits. */
  signal?: AbortSignal | undefined;
  /** Subscribes to signals that ask chorus to end; what it returns unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}
