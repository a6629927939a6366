import type { OutputStream } from './output-stream.ts';
import type { Spinner } from './spinner.ts';

interface WaitingOptions {
  stream: OutputStream;
  /** Subscribes to the signals that ask chorus to end. @returns a function that unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/** A spinner while another call must end first. */
export class Waiting {
  readonly #options: WaitingOptions;
  #isOver = false;
  #spinner: Spinner | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: WaitingOptions) {
    this.#options = options;
  }

  async begin(what: string): Promise<void> {
    const { stream, onSignal } = this.#options;
    const startedAt = Date.now();
    const { Spinner } = await import('./spinner.ts');
    if (this.#isOver) return;
    // Nothing has started yet: once the spinner's line is gone, a signal ends chorus as usual.
    this.#unsubscribe = onSignal?.((signal) => {
      this.end();
      process.kill(process.pid, signal);
    });
    this.#spinner = new Spinner(stream, startedAt);
    this.#spinner.show(what);
  }

  end(): void {
    this.#isOver = true;
    this.#spinner?.hide();
    this.#unsubscribe?.();
  }
}
