import { readSync } from 'node:fs';

const chunkSize = 256 * 1024;
const newline = 0x0a;

/**
 * The whole lines of a file from a byte offset on, without their newlines. What follows the last newline is still being written, and is left
 * out. Each byte is one character (latin1), so that the length of a line is its size and only lines that are used are decoded.
 */
export function* linesForwards(fd: number, from: number): Generator<string> {
  const chunk = Buffer.allocUnsafe(chunkSize);
  let begun: string[] = [];
  for (let position = from; ; ) {
    const length = readSync(fd, chunk, 0, chunkSize, position);
    if (length === 0) return;
    position += length;
    const block = chunk.subarray(0, length);
    let start = 0;
    for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
      const line = block.toString('latin1', start, end);
      yield begun.length > 0 ? [...begun, line].join('') : line;
      begun = [];
      start = end + 1;
    }
    if (start < length) begun.push(block.toString('latin1', start));
  }
}

/** The same, the last line first. @param end where the last whole line ends, after its newline: `endOfLines`. */
export function* linesBackwards(fd: number, end: number): Generator<string> {
  const chunk = Buffer.allocUnsafe(chunkSize);
  // The parts of the current line, the last one first.
  let parts: string[] = [];
  for (let position = end - 1; position > 0; ) {
    const size = Math.min(chunkSize, position);
    position -= size;
    // The file was cut while it was read.
    if (readSync(fd, chunk, 0, size, position) < size) return;
    let lineEnd = size;
    for (let before = lastNewline(chunk, lineEnd); before !== -1; before = lastNewline(chunk, lineEnd)) {
      parts.push(chunk.toString('latin1', before + 1, lineEnd));
      yield parts.length > 1 ? parts.reverse().join('') : (parts[0] ?? '');
      parts = [];
      lineEnd = before;
    }
    if (lineEnd > 0) parts.push(chunk.toString('latin1', 0, lineEnd));
  }
  if (end > 0) yield parts.reverse().join('');
}

/** Where the last whole line of a file ends, after its newline; 0 if it has none. */
export function endOfLines(fd: number, size: number): number {
  const chunk = Buffer.allocUnsafe(chunkSize);
  for (let position = size; position > 0; ) {
    const length = Math.min(chunkSize, position);
    position -= length;
    const last = lastNewline(chunk, readSync(fd, chunk, 0, length, position));
    if (last !== -1) return position + last + 1;
  }
  return 0;
}

/** The index of the last newline before `end`, or -1. */
function lastNewline(chunk: Buffer, end: number): number {
  return end === 0 ? -1 : chunk.lastIndexOf(newline, end - 1);
}
