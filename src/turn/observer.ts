import type { Message, ResultMessage } from '../claude/stream/messages.ts';
import type { LimitWait, Linger, ModelChange, OtherClaude, OutputHolder } from '../core/notices.ts';

/** Watches a turn. Each callback may be left out; a promise from `onChunk` or `onMessage` holds `claude` back until it settles. */
export interface TurnObserver {
  /** Another call has the session, and this one waits. `holder` says who, in words that follow "is held by". */
  onWait?: ((holder: string) => void) | undefined;
  /** Processes that an earlier `claude` left behind still hold the session's lock; this call goes on. `holders` says which, in words. */
  onLeftBehind?: ((holders: string) => void) | undefined;
  /** Another model than the last turn's has to read the whole context. */
  onModelChange?: ((change: ModelChange) => void) | undefined;
  /** Claude's output, byte for byte. */
  onChunk?: ((chunk: Uint8Array) => void | Promise<void>) | undefined;
  /** Every message. Parsing them costs time: leave it out if you only need the result. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  /** `claude` is running. */
  onStart?: (() => void) | undefined;
  /** Claude answered; called again if it answers once more after a background task. */
  onResult?: ((result: ResultMessage) => void) | undefined;
  /** Another `claude` has the conversation open: the two may branch it. */
  onOtherClaude?: ((other: OtherClaude) => void) | undefined;
  /** `claude` has ended, but processes that it left behind keep its output open: they are left alone. Empty if it is not known which. */
  onOutputLeft?: ((holders: readonly OutputHolder[]) => void) | undefined;
  /** Claude answered, but `claude` keeps running, or is being ended for that. */
  onLinger?: ((linger: Linger) => void) | undefined;
  /** A usage limit ended the turn, and chorus waits until it resets (`onLimit: wait`); then the turn begins again. */
  onLimitWait?: ((wait: LimitWait) => void) | undefined;
}

/** An observer that is not called again after its first error, so that the turn is recorded all the same; `rethrow` throws that error. */
export function guard(observer: TurnObserver): { observer: TurnObserver; rethrow(): void } {
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
  };
  const guarded = <T>(callback: ((value: T) => void | Promise<void>) | undefined) => {
    if (!callback) return undefined;
    return (value: T): void | Promise<void> => {
      if (failure) return;
      try {
        return callback(value)?.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
  };
  return {
    observer: {
      onChunk: guarded(observer.onChunk),
      onMessage: guarded(observer.onMessage),
      onStart: guarded(observer.onStart) as TurnObserver['onStart'],
      onResult: guarded(observer.onResult) as TurnObserver['onResult'],
      onOtherClaude: guarded(observer.onOtherClaude) as TurnObserver['onOtherClaude'],
      onOutputLeft: guarded(observer.onOutputLeft) as TurnObserver['onOutputLeft'],
      onLinger: guarded(observer.onLinger) as TurnObserver['onLinger'],
    },
    rethrow: () => {
      if (failure) throw failure.error;
    },
  };
}
