import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { openOwnFile, symbolicLink } from './own-file.ts';

/** What is compared of two files at each end to tell that one begins with the other, in bytes: no two records are the same. */
const compared = 4096;

const chunkSize = 1024 * 1024;

/** What becomes of a copy that is no beginning of its source. @returns whether a new one takes its place. */
export type OnDivergence = (copy: string) => boolean;

/**
 * Brings the copy of a file that grows at its end up to date, at the cost of what is new. Cut anywhere, the copy is still a beginning
 * of its source, and goes on from there; a copy that has all of its source and more is left as it is.
 * @throws what the file system throws.
 */
export function growCopy(source: string, copy: string, onDivergence: OnDivergence): void {
  const kept = statSync(copy, { throwIfNoEntry: false });
  const isNew = !kept || kept.size === 0;
  if (isNew || (!appendNew(source, copy) && onDivergence(copy))) copyWhole(source, copy);
}

/** The same for all files of a folder and the folders in it; links are passed over. Nothing where there is no such folder. */
export function growCopies(source: string, copy: string, onDivergence: OnDivergence): void {
  if (!statSync(source, { throwIfNoEntry: false })?.isDirectory()) return;
  if (lstatSync(copy, { throwIfNoEntry: false })?.isSymbolicLink()) throw symbolicLink(copy);
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(copy, entry.name)];
    if (entry.isDirectory()) growCopies(from, to, onDivergence);
    else if (entry.isFile() && !isUpToDate(from, to)) growCopy(from, to, onDivergence);
  }
}

/**
 * A file in one step, for its owner alone: as a reference to the same blocks where the file system can.
 * @param how `create` leaves a target alone that someone else has made in the meantime.
 */
export function copyWhole(source: string, target: string, how: 'create' | 'replace' = 'replace'): void {
  const temporary = `${target}.${process.pid}.new`;
  try {
    copyFileSync(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    chmodSync(temporary, 0o600);
    if (how === 'replace') renameSync(temporary, target);
    else linkUnlessThere(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function linkUnlessThere(path: string, target: string): void {
  try {
    linkSync(path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Whether the longer file begins with all that the shorter one has. */
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

/** @returns false if neither begins with the other: then nothing is written. */
function appendNew(source: string, copy: string): boolean {
  const from = openSync(source, 'r');
  const to = openOwnFile(copy, 'update');
  try {
    const [{ size }, { size: kept }] = [fstatSync(from), fstatSync(to)];
    if (!haveSameStart(from, to, Math.min(size, kept))) return false;
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
    // A disk that fills takes a part, and the next write throws.
    for (let written = 0; written < length; ) written += writeSync(to, buffer, written, length - written, position + written);
    position += length;
  }
}

function isUpToDate(source: string, copy: string): boolean {
  const [from, to] = [statSync(source), statSync(copy, { throwIfNoEntry: false })];
  return to?.size === from.size && to.mtimeMs >= from.mtimeMs;
}

/** Bytes in a folder and the folders in it; 0 where there is none. */
export function sizeOfFolder(folder: string): number {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 0;
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sizeOfFolder(path) : entry.isFile() ? statSync(path).size : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
