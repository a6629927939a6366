import { constants, fchmodSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { ChorusError, chorusError, type ErrorCode } from '../errors.ts';

/** A symbolic link in the home is not followed: what it leads to is not chorus's. Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;

const { O_RDONLY, O_RDWR, O_CREAT, O_APPEND } = constants;

const flags = {
  /** Read, write, and made if it is not there. */
  update: O_RDWR | O_CREAT,
  append: O_RDWR | O_CREAT | O_APPEND,
} as const;

// Node takes numbers here as well (File system flags); its types know of strings alone.
const readOptions = { encoding: 'utf8', flag: (O_RDONLY | noFollow) as unknown as string } as const;

/** Opens a file of the home, for its owner alone whatever the umask says. @throws what `open` throws. */
export function openOwnFile(path: string, how: keyof typeof flags): number {
  const fd = openSync(path, flags[how] | noFollow, 0o600);
  if ((fstatSync(fd).mode & 0o777) !== 0o600) fchmodSync(fd, 0o600);
  return fd;
}

/** @throws what `open` throws. */
export function openOwnFileToRead(path: string): number {
  return openSync(path, O_RDONLY | noFollow);
}

/** The text of a file of the home; undefined if there is none. @throws ChorusError (7) */
export function readOwnFile(path: string): string | undefined {
  try {
    // By its path, and not by a descriptor: one call of Node instead of three, of which a thousand sessions are 5 ms.
    return readFileSync(path, readOptions);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(path, 'read', 'Check its owner and permissions.', cause);
  }
}

/** The disk, the user's share of it, or the largest file that the process may have. */
const outOfSpace: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed for want of space. */
export function isOutOfSpace(cause: unknown): boolean {
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code !== undefined && outOfSpace.has(code)) || message === diskFull;
}

/** The message of a write that the disk cut without an error. */
export const diskFull = 'the disk is full';

function errorCodeOf(verb: 'read' | 'written' | 'opened' | 'removed', cause: unknown): ErrorCode {
  if (verb === 'read') return 'file-unreadable';
  return isOutOfSpace(cause) ? 'disk-full' : 'file-unwritable';
}

/** What kept a file of the home from being read or written, and what to do about it. */
export function fileError(path: string, verb: 'read' | 'written' | 'opened' | 'removed', hint: string, cause: unknown): ChorusError {
  if (cause instanceof ChorusError) return cause;
  if ((cause as NodeJS.ErrnoException).code === 'ELOOP') return symbolicLink(path, cause);
  return chorusError(errorCodeOf(verb, cause), `${path} can not be ${verb}: ${(cause as Error).message}`, hint, cause);
}

export function symbolicLink(path: string, cause?: unknown): ChorusError {
  return chorusError(
    'symbolic-link',
    `${path} is a symbolic link, and is not followed`,
    'Put what it leads to in its place, or set CHORUS_HOME to the folder where that is.',
    cause,
  );
}
