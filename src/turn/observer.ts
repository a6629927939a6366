import type { Message, ResultMessage } from '../claude/stream/messages.ts';
import type { Linger, OtherClaude } from '../core/notices.ts';

/** Watches a turn. Every callback is optional; a promise from the first two pauses `claude` until it resolves. */
export interface TurnObserver {
  /** Claude's output, byte for byte. */
  onChunk?: ((chunk: Buffer) => void | Promise<void>) | undefined;
  /** Every message. Parsing each costs time: leave it out if the result is enough. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  /** `claude` is running: load now what was put off. */
  onStart?: (() => void) | undefined;
  onResult?: ((result: ResultMessage) => void) | undefined;
  /** Another `claude` has the conversation open: the two may diverge. */
  onOtherClaude?: ((other: OtherClaude) => void) | undefined;
  /** The prompt was answered, and `claude` does not end. */
  onLinger?: ((linger: Linger) => void) | undefined;
}

/**
 * An observer that keeps its first error and is not called again after it: a turn that nobody watches is still a turn, and is
 * recorded.
 */
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
      onLinger: guarded(observer.onLinger) as TurnObserver['onLinger'],
    },
    rethrow: () => {
      if (failure) throw failure.error;
    },
  };
}
