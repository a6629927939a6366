import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from './home.ts';
import { diskFull, fileError, openOwnFile, openOwnFileToRead } from './own-file.ts';

const chunkSize = 256 * 1024;

/** `log.jsonl`: one line per event, appended in a single write and never rewritten. */
export class LogStore<Event extends object> {
  readonly #home: string;
  readonly #isEvent: (value: unknown) => value is Event;

  constructor(home: string, isEvent: (value: unknown) => value is Event) {
    this.#home = home;
    this.#isEvent = isEvent;
  }

  get path(): string {
    return join(this.#home, 'log.jsonl');
  }

  /** @throws ChorusError (7) */
  append(event: Event): void {
    ensureFolder(this.#home);
    try {
      const fd = openOwnFile(this.path, 'append');
      try {
        const line = Buffer.from(`${endsInMidLine(fd) ? '\n' : ''}${JSON.stringify(event)}\n`);
        if (writeSync(fd, line) < line.length) throw new Error(diskFull);
      } finally {
        closeSync(fd);
      }
    } catch (cause) {
      throw fileError(this.path, 'written', 'Free some space, or check that it is a regular file.', cause);
    }
  }

  /**
   * The events from a byte offset on, oldest first, and the offset at which the next one will begin. `damaged` counts the lines that hold
   * no known event.
   * @throws ChorusError (7)
   */
  read(from = 0): { events: Event[]; damaged: number; end: number } {
    const events: Event[] = [];
    return { events, ...this.visit((event) => events.push(event), from) };
  }

  /** The same, one event at a time, so that a long log need not fit in memory. */
  visit(take: (event: Event) => void, from = 0): { damaged: number; end: number } {
    let damaged = 0;
    let end = from;
    for (const { line, next } of readLines(this.path, from)) {
      end = next;
      const event = parseLine(line);
      if (this.#isEvent(event)) take(event);
      else if (line.trim() !== '') damaged++;
    }
    return { damaged, end };
  }
}

/** Undefined if the line is not JSON. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether a full disk cut the last line: the next event then needs a newline first. */
function endsInMidLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

/** @throws ChorusError (7) */
function* readLines(path: string, from: number): Generator<{ line: string; next: number }> {
  let fd: number | undefined;
  try {
    fd = openOwnFileToRead(path);
    let position = from;
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const length = readSync(fd, chunk, 0, chunkSize, position + rest.length);
      if (length === 0) return;
      const block = Buffer.concat([rest, chunk.subarray(0, length)]);
      let start = 0;
      for (let newline = block.indexOf(0x0a); newline !== -1; newline = block.indexOf(0x0a, start)) {
        yield { line: block.toString('utf8', start, newline), next: position + newline + 1 };
        start = newline + 1;
      }
      position += start;
      rest = block.subarray(start);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileError(path, 'read', 'Check its owner and permissions, and that it is a regular file.', cause);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
