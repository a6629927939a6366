import type { Clock } from '../core/clock.ts';
import { startProgram } from '../process/start.ts';
import { elapsedMs, timerMs } from '../process/timer.ts';
import { resolveHome } from '../store/resolve-home.ts';
import { openStore } from '../store/store.ts';
import type { World } from '../turn/world.ts';

export type { World } from '../turn/world.ts';

/** The world of a program or of the command line. Touches nothing until it is used. */
export function openWorld({ env, cwd, onSignal }: Pick<World, 'env' | 'cwd' | 'onSignal'>): World {
  return {
    store: openStore(() => resolveHome(env)),
    start: startProgram,
    env,
    cwd,
    now: () => new Date(),
    clock: systemClock,
    newId: () => crypto.randomUUID(),
    onSignal,
  };
}

export const systemClock: Clock = {
  elapsedMs,
  after: (ms, callback) => {
    const timer = setTimeout(callback, timerMs(ms / 1000));
    return () => clearTimeout(timer);
  },
};
