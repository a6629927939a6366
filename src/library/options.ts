import type { CallOptions, NewOptions, ResumeOptions } from '../core/options.ts';
import type { Observer } from './observer.ts';

/** An `AbortSignal` of any runtime, by what chorus needs of it: the declarations of the package need none of Node. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Watched {
  observer?: Observer | undefined;
  /** Ends the turn as Ctrl-C does: Claude finishes cleanly. */
  signal?: AbortSignalLike | undefined;
}

export type StartOptions = NewOptions & Watched;
export type ForkOptions = NewOptions & Watched;
export type ContinueOptions = ResumeOptions & Watched;
/** A person ends it. */
export type OpenOptions = Omit<ContinueOptions, 'signal' | 'strict' | 'live'>;

/** Of what waits for a turn that runs. */
export type HoldOptions = Pick<CallOptions, 'wait'> & Pick<Watched, 'observer'>;

export interface RemoveOptions extends HoldOptions {
  /** Claude's transcript and the vault's copies go as well: the conversation is gone for good. */
  transcript?: boolean | undefined;
}

export interface AdoptOptions
  extends Pick<NewOptions, 'settings' | 'profile' | 'force' | 'wait' | 'tags' | 'note'>,
    Pick<Watched, 'observer'> {
  /** Only what would be: nothing is written. */
  isDryRun?: boolean | undefined;
}
