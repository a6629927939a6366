/** Seconds as a timer takes them, in ms: one that is longer than it can be would go off at once. */
export function timerMs(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}
