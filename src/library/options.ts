import type { CallOptions, NewOptions, ResumeOptions } from '../core/options.ts';
import type { Session } from '../core/session.ts';
import type { Observer } from './observer.ts';

/** What chorus uses of an `AbortSignal`. Naming that type here would require the types of Node or the DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Options of whatever may run a turn. */
export interface Watched {
  observer?: Observer | undefined;
  /** Ends the turn as Ctrl-C does: Claude finishes cleanly. */
  signal?: AbortSignalLike | undefined;
}

export type StartOptions = NewOptions & Watched;
export type ForkOptions = NewOptions & Watched;
export type ContinueOptions = ResumeOptions & Watched;
/** Without `signal`, `strict` and `live`: a person sees the run, and ends it. */
export type OpenOptions = Omit<ContinueOptions, 'signal' | 'strict' | 'live'>;

/** Options of calls that wait for a running turn. */
export type HoldOptions = Pick<CallOptions, 'wait'> & Pick<Watched, 'observer'>;

export interface RemoveOptions extends HoldOptions {
  /** Also deletes Claude's transcript and the vault's copies: the conversation is gone for good. */
  transcript?: boolean | undefined;
  /** Asked once the session is held: removes nothing unless it still is what was to be removed. */
  onlyIf?: ((session: Session) => boolean) | undefined;
}

export interface AdoptOptions
  extends Pick<NewOptions, 'settings' | 'profile' | 'force' | 'wait' | 'tags' | 'note'>,
    Pick<Watched, 'observer'> {
  /** Returns what it would do. Writes nothing. */
  isDryRun?: boolean | undefined;
}
