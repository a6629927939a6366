import type { OutputStream } from './output-stream.ts';

/** Writes parts as fast as they are read, and takes no more of them once nobody reads. */
export async function writeParts(output: Output, parts: AsyncIterable<string>): Promise<void> {
  for await (const part of parts) {
    await output.write(part);
    if (output.isClosed) return;
  }
}

/** Standard output, which may be closed early (`| head -1`): the turn continues, and is recorded. */
export class Output {
  readonly #stream: OutputStream;
  #isClosed = false;
  endsInMidLine = false;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.once('error', () => {
      this.#isClosed = true;
    });
  }

  /** Whether nobody reads it any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  write(data: string | Uint8Array): Promise<void> | undefined {
    if (this.#isClosed || data.length === 0) return undefined;
    const last = data.at(-1);
    this.endsInMidLine = last !== '\n' && last !== 0x0a;
    return this.#stream.write(data) ? undefined : this.#drained();
  }

  /** Resolves once everything is written. Output that is left when the event loop ends would be lost, and the exit code with it. */
  flushed(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      for (const event of ['close', 'error']) this.#stream.once(event, resolve);
      this.#stream.write('', () => resolve());
    });
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        for (const event of ['drain', 'close', 'error']) this.#stream.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) this.#stream.once(event, done);
    });
  }
}
