import { hintForPath, valuesAt } from '../core/json-path.ts';
import { escapeControls, printable } from '../core/printable.ts';
import { withWrite } from './escaped-output.ts';
import type { OutputStream } from './output-stream.ts';

/** A stream for JSON, one value or one a line, of which only what is at one path comes out: a line each, texts without quotes. */
export class ValueOutput {
  readonly stream: OutputStream;
  readonly #target: OutputStream;
  readonly #path: string;
  #text = '';
  #hasFound = false;
  #lacking: unknown;

  constructor(target: OutputStream, path: string) {
    this.#target = target;
    this.#path = path;
    this.stream = withWrite(target, (data, ...rest) => {
      this.#text += typeof data === 'string' ? data : Buffer.from(data).toString();
      return (target.write as (text: string, ...more: unknown[]) => boolean)(this.#take(), ...rest);
    });
  }

  /** @returns undefined if there was a value, or nothing was printed; else what may have been meant. */
  end(): string | undefined {
    return this.#hasFound || this.#lacking === undefined ? undefined : hintForPath(this.#lacking, this.#path);
  }

  #take(): string {
    if (!this.#text.endsWith('\n')) return '';
    const whole = parse(this.#text);
    if (whole) {
      this.#text = '';
      return this.#linesOf(whole.value);
    }
    let lines = '';
    for (;;) {
      const end = this.#text.indexOf('\n') + 1;
      const line = end > 0 ? parse(this.#text.slice(0, end)) : undefined;
      if (!line) return lines;
      lines += this.#linesOf(line.value);
      this.#text = this.#text.slice(end);
    }
  }

  #linesOf(value: unknown): string {
    const found = valuesAt(value, this.#path);
    if (found.length > 0) this.#hasFound = true;
    // An empty list lacks nothing.
    else if (!Array.isArray(value) || value.length > 0) this.#lacking ??= value;
    return found.map((each) => `${this.#wordsOf(each)}\n`).join('');
  }

  #wordsOf(value: unknown): string {
    if (typeof value !== 'string') return escapeControls(JSON.stringify(value));
    return this.#target.isTTY ? printable(value) : value;
  }
}

function parse(json: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return undefined;
  }
}
