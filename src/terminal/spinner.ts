import ora, { type Ora } from 'ora';
import stringWidth from 'string-width';
import { formatElapsed } from '../core/durations.ts';
import type { OutputStream } from './output-stream.ts';
import { cutMeasured } from './ruler.ts';

/**
 * The line at the bottom that tells what happens, and since when. It keeps the cursor as it is: hidden, a kill -9 would leave it
 * hidden. What is written to the terminal meanwhile goes above it.
 */
export class Spinner {
  readonly #stream: OutputStream;
  readonly #startedAt: number;
  readonly #ora: Ora;
  #timer: NodeJS.Timeout | undefined;
  #activity = '';

  /** @param startedAt of what is waited for, as `Date.now()` tells it. */
  constructor(stream: OutputStream, startedAt: number) {
    this.#stream = stream;
    this.#startedAt = startedAt;
    this.#ora = ora({ stream: stream as unknown as NodeJS.WriteStream, isEnabled: true, discardStdin: false, hideCursor: false });
  }

  show(activity: string): void {
    this.#activity = activity;
    this.#update();
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#update(), 1000);
    this.#timer.unref();
    this.#ora.start();
  }

  hide(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#ora.stop();
  }

  /** One line, whatever the window's width: the frame and a blank come before it. */
  #update(): void {
    const text = `${formatElapsed(Date.now() - this.#startedAt)}  ${this.#activity}`;
    this.#ora.text = cutMeasured(text, Math.max(1, (this.#stream.columns ?? 80) - 3), 'end', stringWidth);
  }
}
