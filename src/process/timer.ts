/** Seconds as a timer takes them, in ms: a timer longer than the maximum would fire at once. */
export function timerMs(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}

/**
 * Calls back once everything has been read that was there to read. A timer that fires after chorus was stopped (SIGSTOP, a laptop that
 * slept) comes before what arrived meanwhile.
 */
export function afterReading(callback: () => void): void {
  // The first comes after this round of timers and the reading that follows it, the second after what that reading started.
  setImmediate(() => setImmediate(callback));
}

/** A clock in ms that changes of the system time do not affect. `performance.now` loads eight modules of Node's, which take 2 ms. */
export function elapsedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
