/** Seconds as a timer takes them, in ms: a timer longer than the maximum would fire at once. */
export function timerMs(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}

/** A clock in ms that changes of the system time do not affect. `performance.now` loads eight modules of Node's, which take 2 ms. */
export function elapsedMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
