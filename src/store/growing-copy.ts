import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { copyFileAtomically } from './atomic-file.ts';
import { makeFolders } from './home.ts';
import { openOwnFile, symbolicLink } from './own-file.ts';

/** Bytes compared at each end to tell whether one file begins with the other. That is enough, since no two records are equal. */
const compared = 4096;

const chunkSize = 1024 * 1024;

/** `all`: the source may have been edited in the middle. */
export type Compare = 'ends' | 'all';

/** Decides what to do with a copy that is not a beginning of its source. @returns whether to copy the source again. */
type OnDivergence = (copy: string) => boolean;

/**
 * Updates the copy of a file that grows at its end, by appending what is new. This needs no atomic write: wherever an append is cut, the
 * copy is still a beginning of its source, and the next call continues from there. A copy longer than its source is left as it is.
 * @throws what the file system throws.
 */
export function growCopy(source: string, copy: string, onDivergence: OnDivergence, compare: Compare = 'ends'): void {
  const kept = statSync(copy, { throwIfNoEntry: false });
  const isNew = !kept || kept.size === 0;
  if (isNew || (!appendNew(source, copy, compare) && onDivergence(copy))) copyFileAtomically(source, copy, { mode: 0o600 });
}

/** The same for all files in a folder and its subfolders; links are skipped. Does nothing if the folder does not exist. */
export function growCopies(source: string, copy: string, onDivergence: OnDivergence): void {
  if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) return;
  if (lstatSync(copy, { throwIfNoEntry: false })?.isSymbolicLink()) throw symbolicLink(copy);
  makeFolders(copy);
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(copy, entry.name)];
    if (entry.isDirectory()) growCopies(from, to, onDivergence);
    else if (entry.isFile() && !isUpToDate(from, to)) growCopy(from, to, onDivergence);
  }
}

/** Whether the longer file begins with the whole shorter one. */
export function isBeginning(shorter: string, longer: string): boolean {
  const [a, b] = [openSync(shorter, 'r'), openSync(longer, 'r')];
  try {
    const { size } = fstatSync(a);
    return size <= fstatSync(b).size && haveSameStart(a, b, size);
  } finally {
    closeSync(a);
    closeSync(b);
  }
}

function haveSameStart(a: number, b: number, length: number): boolean {
  const ends = [0, Math.max(0, length - compared)];
  return ends.every((position) => readAt(a, position, length).equals(readAt(b, position, length)));
}

function readAt(fd: number, position: number, end: number): Buffer {
  const buffer = Buffer.alloc(Math.min(compared, end - position));
  return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, position));
}

function areSame(a: number, b: number, length: number): boolean {
  const [one, other] = [Buffer.allocUnsafe(chunkSize), Buffer.allocUnsafe(chunkSize)];
  for (let position = 0; position < length; position += chunkSize) {
    const size = Math.min(chunkSize, length - position);
    const [read, readOther] = [readSync(a, one, 0, size, position), readSync(b, other, 0, size, position)];
    if (read !== readOther || one.compare(other, 0, readOther, 0, read) !== 0) return false;
  }
  return true;
}

/** @returns false, having written nothing, if neither file begins with the other. */
function appendNew(source: string, copy: string, compare: Compare): boolean {
  const from = openSync(source, 'r');
  const to = openOwnFile(copy, 'update');
  try {
    const [{ size }, { size: kept }] = [fstatSync(from), fstatSync(to)];
    const isSame = compare === 'all' ? areSame : haveSameStart;
    if (!isSame(from, to, Math.min(size, kept))) return false;
    append(from, to, kept, size);
    return true;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

function append(from: number, to: number, start: number, end: number): void {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(chunkSize, end - start)));
  for (let position = start; position < end; ) {
    const length = readSync(from, buffer, 0, Math.min(buffer.length, end - position), position);
    if (length === 0) return;
    // When the disk fills up, one write is short, and the next one throws.
    for (let written = 0; written < length; ) written += writeSync(to, buffer, written, length - written, position + written);
    position += length;
  }
}

function isUpToDate(source: string, copy: string): boolean {
  const [from, to] = [statSync(source), statSync(copy, { throwIfNoEntry: false })];
  return to?.size === from.size && to.mtimeMs >= from.mtimeMs;
}

/** Bytes in a folder and its subfolders; 0 if the folder does not exist. */
export function sizeOfFolder(folder: string): number {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 0;
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sizeOfFolder(path) : entry.isFile() ? statSync(path).size : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
