import type { Message, ResultMessage } from '../claude/stream/messages.ts';
import type { Linger, OtherClaude } from '../core/notices.ts';

/** Who watches a turn. Each may be left out; a promise from the first two holds `claude` back until it is kept. */
export interface TurnObserver {
  /** Claude's output, byte for byte. */
  onChunk?: ((chunk: Buffer) => void | Promise<void>) | undefined;
  /** Every message. Reading each costs time: not to be given where the result is enough. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  /** `claude` is running: what was put off until now may be loaded. */
  onStart?: (() => void) | undefined;
  onResult?: ((result: ResultMessage) => void) | undefined;
  /** Another `claude` has the conversation open: what both write may part ways. */
  onOtherClaude?: ((other: OtherClaude) => void) | undefined;
  /** The answer is there, and `claude` does not end. */
  onLinger?: ((linger: Linger) => void) | undefined;
}

/**
 * An observer whose first error is kept, and which is not called again: a turn that is not watched any more is still a turn, and is
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
