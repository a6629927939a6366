import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseObject } from '../../core/json.ts';
import { newline } from '../stream/lines.ts';

import { type Place, readEntry } from './chain-entry.ts';

export interface ChainIndex {
  /** Oldest first. */
  lines: (Place | 'damaged')[];
  damaged: { lines: number; bytes: number };
}

/** What is read at once is short-lived: V8 keeps larger texts for long. */
const chunkSize = 64 * 1024;

/** Looks through a whole transcript, in one buffer that grows with the longest line. @throws what `open` and `read` throw. */
export function indexChain(path: string): ChainIndex {
  const index: ChainIndex = { lines: [], damaged: { lines: 0, bytes: 0 } };
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    let buffer: Buffer = Buffer.allocUnsafe(chunkSize);
    let offset = 0;
    let filled = 0;
    let previous: string | undefined;
    for (;;) {
      const read = readSync(fd, buffer, filled, Math.min(buffer.length - filled, size - offset - filled), offset + filled);
      filled += read;
      const isLast = read === 0 || offset + filled >= size;
      const whole = isLast ? filled : buffer.lastIndexOf(newline, filled - 1) + 1;
      previous = indexLines(buffer, whole, offset, index, previous);
      if (isLast) return index;
      buffer = whole === 0 ? grown(buffer) : buffer;
      buffer.copyWithin(0, whole, filled);
      offset += whole;
      filled -= whole;
    }
  } finally {
    closeSync(fd);
  }
}

function grown(buffer: Buffer): Buffer {
  return Buffer.concat([buffer], buffer.length * 2);
}

function indexLines(buffer: Buffer, end: number, offset: number, index: ChainIndex, before: string | undefined): string | undefined {
  const all = buffer.toString('latin1', 0, end);
  let previous = before;
  let start = 0;
  while (start < end) {
    const found = all.indexOf('\n', start);
    const lineEnd = found === -1 ? end : found;
    const lineStart = start;
    const entry = readEntry(
      {
        text: all.slice(lineStart, lineEnd),
        offset: offset + lineStart,
        length: lineEnd - lineStart,
        copy: (from, to) => buffer.toString('latin1', lineStart + from, lineStart + to),
        parse: () => parseObject(buffer.subarray(lineStart, lineEnd)),
      },
      previous,
    );
    if (entry === 'damaged') {
      index.damaged.lines++;
      index.damaged.bytes += lineEnd - lineStart;
      index.lines.push(entry);
    } else if (entry) {
      index.lines.push(entry);
      previous = entry.uuid;
    }
    start = lineEnd + 1;
  }
  return previous;
}
