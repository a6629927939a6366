import { elapsedMs, timerMs } from './timer.ts';

/**
 * Notices that nothing came for a while. It checks once per that while: a timer for each chunk would cost more than the
 * chunk. `bark` says whether to go on watching.
 */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #fedAt = elapsedMs();

  constructor(seconds: number | undefined, bark: () => 'watch' | 'rest') {
    if (seconds === undefined) return;
    const patience = timerMs(seconds);
    const look = () => {
      const left = patience - (elapsedMs() - this.#fedAt);
      if (left > 0) this.#timer = setTimeout(look, left);
      else if (bark() === 'watch') {
        this.feed();
        this.#timer = setTimeout(look, patience);
      }
    };
    this.#timer = setTimeout(look, patience);
  }

  feed(): void {
    this.#fedAt = elapsedMs();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
