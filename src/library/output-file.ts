import { closeSync, openSync, readSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { ChorusError, chorusError, usageError } from '../errors.ts';
import { writeFileAtomically } from '../store/atomic-file.ts';
import { isOutOfSpace } from '../store/own-file.ts';

/** How many bytes at the beginning of a file are searched for the mark of chorus. */
const headSize = 1024;

export interface OutputFile {
  /** Absolute. */
  path: string;
  text: string;
  /** Whether chorus wrote a file with this beginning: then it is overwritten without `force`. */
  isOurs(head: string): boolean;
  force?: boolean | undefined;
}

/**
 * Writes a file that a person asked for, whole or not at all. A symbolic link stays: its target is written.
 * @throws ChorusError (2) if something else is in its place or its folder does not exist; (7) if it cannot be written.
 */
export function writeOutputFile({ path, text, isOurs, force = false }: OutputFile): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw usageError(`${path} is a folder`, 'Name a file: --output report.html');
    if (stats?.isFile() && !force && !isOurs(headOf(path))) throw notOurs(path);
    if (!stats) writeFileAtomically(path, text);
    else if (stats.isFile()) writeFileAtomically(realpathSync(path), text, { mode: stats.mode & 0o777 });
    // Do not replace a device or a pipe.
    else writeFileSync(path, text);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

function headOf(path: string): string {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headSize);
    return head.toString('utf8', 0, readSync(fd, head, 0, headSize, 0));
  } finally {
    closeSync(fd);
  }
}

function notOurs(path: string): Error {
  const hint = 'Give another name with --output, or overwrite it with --force.';
  return chorusError('file-exists', `${path} exists already, and is not a report of chorus`, hint);
}

function writeError(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  // It has a hint already.
  if (cause instanceof ChorusError || code === undefined) return cause;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'Create the folder, or name another file with --output.';
    return chorusError('directory-not-found', `${path} cannot be written: its folder does not exist`, hint);
  }
  const isFull = isOutOfSpace(cause);
  const hint = isFull ? 'Free some space and try again.' : 'Name another file: --output <file>.';
  return chorusError(
    isFull ? 'disk-full' : 'file-unwritable',
    `${path} cannot be written: ${message}`,
    `${hint} What was there before is unchanged.`,
    cause,
  );
}
