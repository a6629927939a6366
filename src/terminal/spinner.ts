import ora, { type Ora } from 'ora';
import stringWidth from 'string-width';
import { formatElapsed } from '../core/durations.ts';
import type { OutputStream } from './output-stream.ts';
import { cutMeasured } from './ruler.ts';

/**
 * The line at the bottom that shows what is happening, and for how long. It does not hide the cursor, because a kill -9 would leave it
 * hidden. Anything else written to the terminal goes above it.
 */
export class Spinner {
  readonly #stream: OutputStream;
  readonly #startedAt: number;
  readonly #ora: Ora;
  #timer: NodeJS.Timeout | undefined;
  #activity = '';

  /** @param startedAt when the wait began, in ms since 1970. */
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

  /** Always one line: the spinner's frame and a space come before the text. */
  #update(): void {
    const text = `${formatElapsed(Date.now() - this.#startedAt)}  ${this.#activity}`;
    this.#ora.text = cutMeasured(text, Math.max(1, (this.#stream.columns ?? 80) - 3), 'end', stringWidth);
  }
}
