import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { fillFileAtomically } from './atomic-file.ts';

/** What a change of a text did. `left` counts what could not be changed. */
export interface ChangedText {
  text: string;
  matches: number;
  left: number;
}

export interface ChangedFile {
  matches: number;
  left: number;
}

type Change = (text: string) => ChangedText;

/**
 * Changes a file line by line, or as a whole, and writes it only if something matches. All other bytes stay; links are followed.
 * @param by lines of any length, without their newlines, or the `whole` text.
 * @throws what the file system throws; the file is then unchanged.
 */
export function changeFile(path: string, by: 'line' | 'whole', change: Change, { isDryRun }: { isDryRun: boolean }): ChangedFile {
  const target = realpathSync(path);
  const parts = () => (by === 'line' ? linesOf(target) : [readFileSync(target)]);
  const found = { matches: 0, left: 0 };
  for (const part of parts()) {
    const { matches, left } = changePart(part, change);
    found.matches += matches;
    found.left += left;
  }
  if (found.matches === 0 || isDryRun) return found;
  fillFileAtomically(target, statSync(target).mode & 0o777, (write) => {
    for (const part of parts()) write(changePart(part, change).part);
  });
  return found;
}

function changePart(part: Buffer, change: Change): ChangedFile & { part: Buffer } {
  const end = part.at(-1) === newline ? part.length - 1 : part.length;
  const body = part.subarray(0, end);
  const encoding = encodingOf(body);
  const { text, matches, left } = change(body.toString(encoding));
  return { matches, left, part: matches === 0 ? part : Buffer.concat([Buffer.from(text, encoding), part.subarray(end)]) };
}

/** What is not UTF-8 keeps its bytes as Latin-1. */
function encodingOf(body: Buffer): 'utf8' | 'latin1' {
  return isUtf8(body) ? 'utf8' : 'latin1';
}

const newline = 0x0a;
const chunkSize = 1024 * 1024;

/** Lines with their newlines. */
function* linesOf(path: string): Generator<Buffer> {
  const fd = openSync(path, 'r');
  try {
    let held: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const read = readSync(fd, chunk, 0, chunkSize, null);
      if (read === 0) break;
      let start = 0;
      for (let at = chunk.indexOf(newline); at !== -1 && at < read; at = chunk.indexOf(newline, start)) {
        yield Buffer.concat([...held, chunk.subarray(start, at + 1)]);
        held = [];
        start = at + 1;
      }
      if (start < read) held.push(chunk.subarray(start, read));
    }
    if (held.length > 0) yield Buffer.concat(held);
  } finally {
    closeSync(fd);
  }
}
