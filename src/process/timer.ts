/** Seconds as a timer takes them, in ms: one that is longer than it can be would go off at once. */
export function timerMs(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}

/** The time since some moment, in ms, whatever is done to the clock. `performance.now` loads eight modules of Node's, which take 2 ms. */
export function elapsedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
