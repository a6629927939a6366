import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from './home.ts';
import { endOfLines, linesBackwards, linesForwards } from './log-lines.ts';
import { diskFull, fileError, openOwnFile, openOwnFileToRead } from './own-file.ts';

/** So many bytes before a position tell whether a file is still the one that was read up to there: they hold the times of the last events. */
const markSize = 4096;

export interface LogSelection {
  /** A byte offset at which a line begins: only what follows it. Default: 0. */
  from?: number | undefined;
  /** Reads from the end of the file, only as far as needed; not together with `from`. */
  newestFirst?: boolean | undefined;
  /** Called with each line, a character a byte, before it is parsed: false for a line that is not wanted. Such lines cost little. */
  mayMatch?: ((line: string) => boolean) | undefined;
}

/** The events of the log, one at a time, so that a long log need not fit in memory. `damaged` and `end` are final once all were read. */
export interface LogReading<Event> extends Iterable<Event> {
  /** The lines so far that hold no known event; without those that `mayMatch` refused. */
  readonly damaged: number;
  /** The byte offset at which the next event will begin. */
  readonly end: number;
}

/** What a reader of the whole log needs of an event. */
export interface BriefForm<Event, Brief> {
  /** From a line in the form in which chorus writes it; undefined for any other line. */
  read(line: string): Brief | undefined;
  of(event: Event): Brief;
}

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

  /** The events, the oldest first unless asked otherwise. Reading throws ChorusError (7). */
  events(selection: LogSelection = {}): LogReading<Event> {
    return readLog(this.path, selection, (line) => this.#parse(line));
  }

  /** What a reader of the whole log needs of each event, several times as fast. Reading throws ChorusError (7). */
  briefs<Brief>({ read, of }: BriefForm<Event, Brief>, selection: LogSelection = {}): LogReading<Brief> {
    return readLog(this.path, selection, (line) => {
      const brief = read(line);
      if (brief !== undefined) return brief;
      const event = this.#parse(line);
      return event && of(event);
    });
  }

  /** The last bytes before a position: they differ once the file was replaced or cut. @throws ChorusError (7) */
  markBefore(position: number): Buffer {
    const mark = Buffer.alloc(Math.min(markSize, position));
    const length = withLog(this.path, 0, (fd) => readSync(fd, mark, 0, mark.length, position - mark.length));
    return mark.subarray(0, length);
  }

  #parse(line: string): Event | undefined {
    try {
      const value: unknown = JSON.parse(decode(line));
      return this.#isEvent(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

function readLog<T>(path: string, selection: LogSelection, parse: (line: string) => T | undefined): LogReading<T> {
  const { from = 0, mayMatch } = selection;
  const reading = {
    damaged: 0,
    end: from,
    *[Symbol.iterator]() {
      for (const line of linesOf(path, selection, reading)) {
        if (mayMatch && !mayMatch(line)) continue;
        const event = parse(line);
        if (event !== undefined) yield event;
        else if (line.trim() !== '') reading.damaged++;
      }
    },
  };
  return reading;
}

function* linesOf(path: string, { from = 0, newestFirst }: LogSelection, reading: { end: number }): Generator<string> {
  let fd: number | undefined;
  try {
    fd = openOwnFileToRead(path);
    if (newestFirst) {
      reading.end = endOfLines(fd, fstatSync(fd).size);
      yield* linesBackwards(fd, reading.end);
      return;
    }
    for (const line of linesForwards(fd, from)) {
      reading.end += line.length + 1;
      yield line;
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(path, cause);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** @returns `otherwise` if there is no log. @throws ChorusError (7) */
function withLog<T>(path: string, otherwise: T, work: (fd: number) => T): T {
  let fd: number | undefined;
  try {
    fd = openOwnFileToRead(path);
    return work(fd);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw unreadable(path, cause);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function unreadable(path: string, cause: unknown): Error {
  return fileError(path, 'read', 'Check its owner and permissions, and that it is a regular file.', cause);
}

/** A line in UTF-8, from its bytes. */
function decode(line: string): string {
  return /[\u0080-\u00ff]/.test(line) ? Buffer.from(line, 'latin1').toString() : line;
}

/** Whether a full disk cut the last line: the next event then needs a newline first. */
function endsInMidLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}
