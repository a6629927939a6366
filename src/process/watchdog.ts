import { afterReading, elapsedMs, timerMs } from './timer.ts';

/**
 * Notices that nothing came for a while. It checks once per that while: a timer for each chunk would cost more than the
 * chunk. `bark` says whether to go on watching.
 */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #fedAt = elapsedMs();
  #isStopped = false;

  constructor(seconds: number | undefined, bark: () => 'watch' | 'rest') {
    if (seconds === undefined) return;
    const patience = timerMs(seconds);
    const left = () => patience - (elapsedMs() - this.#fedAt);
    const watch = (ms: number) => {
      this.#timer = setTimeout(() => (left() > 0 ? watch(left()) : afterReading(decide)), ms);
    };
    const decide = () => {
      if (this.#isStopped) return;
      if (left() > 0) watch(left());
      else if (bark() === 'watch') {
        this.feed();
        watch(patience);
      }
    };
    watch(patience);
  }

  feed(): void {
    this.#fedAt = elapsedMs();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
