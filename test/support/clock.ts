import type { Clock } from '../../src/core/clock.ts';

export interface TestClock extends Clock {
  /** Lets time pass: what is due is called, in order. */
  pass(ms: number): void;
  /** Resolves once something waits for this clock. */
  isAwaited(): Promise<void>;
}

/** A clock that stands still until time is made to pass. */
export function testClock(): TestClock {
  let elapsed = 0;
  let wake: () => void = () => {};
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    elapsedMs: () => elapsed,
    after: (ms, callback) => {
      const timer = { at: elapsed + ms, callback };
      timers.add(timer);
      wake();
      return () => timers.delete(timer);
    },
    pass: (ms) => {
      const end = elapsed + ms;
      const due = () => [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      for (let timer = due(); timer; timer = due()) {
        timers.delete(timer);
        elapsed = timer.at;
        timer.callback();
      }
      elapsed = end;
    },
    isAwaited: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (timers.size > 0) resolve();
      }),
  };
}

export const stoppedClock: Clock = testClock();
