/** Time as it passes, whatever happens to the system's date. Tests pass in their own. */
export interface Clock {
  /** In ms, from any moment on. */
  elapsedMs(): number;
  /** Calls back after this many ms. @returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}
