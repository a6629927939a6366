import { escapeControls } from '../core/printable.ts';
import type { OutputStream } from './output-stream.ts';

type Write = (data: string | Uint8Array, ...rest: unknown[]) => boolean;

/**
 * The same stream, for JSON: control characters are written as JSON escapes, so that none reaches a terminal raw. Everything else
 * (drain, errors, size, whether it is a terminal) is that of the stream.
 */
export function escapedOutput(stream: OutputStream): OutputStream {
  // A chunk of bytes may end within a character.
  const decoder = new TextDecoder();
  const textOf = (data: string | Uint8Array) => (typeof data === 'string' ? data : decoder.decode(data, { stream: true }));
  return withWrite(stream, (data, ...rest) => (stream.write as Write)(escapeControls(textOf(data)), ...rest));
}

/** A stream whose `write` is another. */
export function withWrite(stream: OutputStream, write: Write): OutputStream {
  return new Proxy(stream, {
    get: (target, key) => {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
