import type { TurnOutcome } from '../core/outcome.ts';
import { Turn } from '../turn/turn-iterator.ts';
import type { World } from '../turn/world.ts';
import type { Observer } from './observer.ts';
import type { AbortSignalLike, Watched } from './options.ts';

/** A turn that starts when it is first awaited or iterated, and ends when the caller's signal aborts. */
export function lazyTurn(
  world: World,
  { observer = {}, signal }: Watched,
  run: (world: World, observer: Observer) => Promise<TurnOutcome>,
): Turn {
  // The declarations of the package cannot name Node's AbortSignal, which Node's own functions insist on.
  const own = signal ? { ...world, signal: signal as AbortSignal, onSignal: abortAsInterrupt(signal) } : world;
  return new Turn(async (onMessage) => {
    signal?.throwIfAborted();
    return run(own, onMessage ? { ...observer, onMessage } : observer);
  });
}

function abortAsInterrupt(signal: AbortSignalLike): NonNullable<World['onSignal']> {
  return (handler) => {
    const interrupt = () => handler('SIGINT');
    // A listener that is added after the abort is never called.
    if (signal.aborted) queueMicrotask(interrupt);
    signal.addEventListener('abort', interrupt, { once: true });
    return () => signal.removeEventListener('abort', interrupt);
  };
}
