import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type JsonObject, parseObject } from '../../core/json.ts';

/** A range of a file, in bytes. */
export interface Span {
  offset: number;
  length: number;
}

/** A line of a transcript, without its newline. It is valid until the next line is asked for. */
export class Line implements Span {
  /** As Latin-1: searches look only for plain ASCII. */
  readonly text: string;
  readonly offset: number;
  /** False if only a part may have been read: the file, or the requested range, begins or ends in the middle of the line. */
  readonly isWhole: boolean;
  readonly #buffer: Buffer;
  readonly #start: number;

  constructor(text: string, buffer: Buffer, start: number, offset: number, isWhole: boolean) {
    this.text = text;
    this.#buffer = buffer;
    this.#start = start;
    this.offset = offset;
    this.isWhole = isWhole;
  }

  get length(): number {
    return this.text.length;
  }

  /** A copy of a part of `text`: a slice would keep the whole text in memory. */
  copy(start: number, end: number): string {
    return this.#buffer.toString('latin1', this.#start + start, this.#start + end);
  }

  /** A view of a part of the line, which is valid as long as the line. */
  bytes(start: number, end: number): Buffer {
    return this.#buffer.subarray(this.#start + start, this.#start + end);
  }

  /** The line, or a part of it, as an object; undefined if it does not parse. */
  parse(start = 0, end = this.length): JsonObject | undefined {
    return parseObject(this.bytes(start, end));
  }
}

/** Larger strings would be long-lived in V8's heap. */
const chunkSize = 64 * 1024;

/** An open transcript; later growth is ignored. */
export class Transcript {
  /** Bytes. */
  readonly size: number;
  readonly mtime: Date;
  readonly #fd: number;
  /** The line that was given last, as long as it can be read. */
  #line: Line | undefined;

  constructor(fd: number) {
    const { size, mtime } = fstatSync(fd);
    this.#fd = fd;
    this.size = size;
    this.mtime = mtime;
  }

  /** The bytes between two offsets; fewer if the file was cut meanwhile. */
  read(start: number, end: number): Buffer {
    const part = Buffer.allocUnsafe(Math.max(0, Math.min(end, this.size) - start));
    return part.subarray(0, this.#fill(part, start));
  }

  /** The object at a place in the file; undefined if it does not parse. The current line is not read a second time. */
  parse(span: Span): JsonObject | undefined {
    return parseObject(this.bytesAt(span));
  }

  /** What is at a place in the file. In the current line it is a view, which is valid as long as the line. */
  bytesAt({ offset, length }: Span): Buffer {
    const line = this.#line;
    const start = line ? offset - line.offset : -1;
    if (line && start >= 0 && start + length <= line.length) return line.bytes(start, start + length);
    return this.read(offset, offset + length);
  }

  /**
   * The lines between two offsets, newest first: the last turn costs the same in a file of 100 MB. Memory is that of the longest
   * line. Only byte 0x0A ends a line: U+2028 may be inside one.
   */
  *linesBackwards(start = 0, end = this.size): Generator<Line> {
    let top = Math.min(end, this.size);
    // The part of a line whose beginning was not read yet is at the end of the buffer.
    let buffer: Buffer = Buffer.allocUnsafe(chunkSize);
    let held = 0;
    let isEnded = false;
    while (top > start) {
      const length = Math.min(Math.max(chunkSize, held), top - start);
      if (held + length > buffer.length || buffer.length > 4 * Math.max(chunkSize, held + length)) buffer = moved(buffer, held, length);
      const begin = buffer.length - held - length;
      top -= length;
      if (this.#fill(buffer.subarray(begin, begin + length), top) < length) return;
      const text = buffer.toString('latin1', begin);
      const ends = newlinesIn(text);
      for (let index = ends.length - 1; index >= 0; index--) {
        const at = (ends[index] as number) + 1;
        const to = ends[index + 1] ?? text.length;
        this.#line = new Line(text.slice(at, to), buffer, begin + at, top + at, isEnded);
        yield this.#line;
        isEnded = true;
      }
      this.#line = undefined;
      held = ends[0] ?? text.length;
      buffer.copyWithin(buffer.length - held, begin, begin + held);
    }
    if (held === 0) return;
    const from = buffer.length - held;
    this.#line = new Line(buffer.toString('latin1', from), buffer, from, top, isEnded && start === 0);
    yield this.#line;
    this.#line = undefined;
  }

  #fill(target: Uint8Array, offset: number): number {
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(this.#fd, target, filled, target.length - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }
}

/** @throws what `open`, `read` and `use` throw. */
export function withTranscript<T>(path: string, use: (transcript: Transcript) => T): T {
  // Without O_NONBLOCK, opening a named pipe would block.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return use(new Transcript(fd));
  } finally {
    closeSync(fd);
  }
}

/** A buffer for what is held and as much again as is read next. */
function moved(buffer: Buffer, held: number, length: number): Buffer {
  const next = Buffer.allocUnsafe(Math.max(chunkSize, held + length));
  buffer.copy(next, next.length - held, buffer.length - held);
  return next;
}

function newlinesIn(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at);
  return found;
}
