import { closeSync, fsyncSync, openSync, readSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { ChorusError, chorusError, usageError } from '../../errors.ts';

/** How far into a file its mark stands, in bytes. */
const headSize = 1024;

export interface OutputFile {
  /** Absolute. */
  path: string;
  text: string;
  /** What is in each file that may be overwritten without being asked: its beginning tells. */
  isOurs(head: string): boolean;
  force?: boolean | undefined;
}

/**
 * Writes a file that a person asked for, whole or not at all.
 * @throws ChorusError (2) where something else stands in its place, or its folder is not there; (7) if it can not be written.
 */
export function writeOutputFile({ path, text, isOurs, force = false }: OutputFile): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw usageError(`${path} is a folder`, 'Name a file: --output report.html');
    if (stats?.isFile() && !force && !isOurs(headOf(path))) throw notOurs(path);
    // A device or a pipe is written to, and not replaced.
    if (stats && !stats.isFile()) writeFileSync(path, text);
    else replace(stats ? realpathSync(path) : path, text, stats);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

function replace(path: string, text: string, stats: Stats | undefined): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    const fd = openSync(temporary, 'wx', stats ? stats.mode & 0o777 : 0o666);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
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
  return chorusError(
    'file-exists',
    `${path} is there already, and is no report of chorus`,
    'Give another name with --output, or overwrite it with --force.',
  );
}

function writeError(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  // An error of ours, which has its hint.
  if (code === undefined || cause instanceof ChorusError) return cause;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return chorusError(
      'directory-not-found',
      `${path} can not be written: its folder is not there`,
      'Make the folder, or name another file with --output.',
    );
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  const hint = isFull ? 'Free some space and try again.' : 'Name another file: --output <file>.';
  return chorusError(
    isFull ? 'disk-full' : 'file-unwritable',
    `${path} can not be written: ${message}`,
    `${hint} What was there before is unchanged.`,
    cause,
  );
}
