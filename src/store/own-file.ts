import { constants, fchmodSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { ChorusError, chorusError, type ErrorCode } from '../errors.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** Symbolic links in the home are not followed, since their targets are not chorus's. Windows does not have this flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;

const { O_RDONLY, O_RDWR, O_CREAT, O_APPEND } = constants;

const flags = {
  /** Read and write; the file is created if it is missing. */
  update: O_RDWR | O_CREAT,
  append: O_RDWR | O_CREAT | O_APPEND,
} as const;

// Node also accepts numbers here (File system flags); its types allow only strings.
const readOptions = { encoding: 'utf8', flag: (O_RDONLY | noFollow) as unknown as string } as const;

/** Opens a file of the home with mode 0600, regardless of the umask. @throws what `open` throws. */
export function openOwnFile(path: string, how: keyof typeof flags): number {
  const fd = openSync(path, flags[how] | noFollow, 0o600);
  if ((fstatSync(fd).mode & 0o777) !== 0o600) fchmodSync(fd, 0o600);
  return fd;
}

/** @throws what `open` throws. */
export function openOwnFileToRead(path: string): number {
  return openSync(path, O_RDONLY | noFollow);
}

/** Writes a whole file of the home with mode 0600, or leaves it unchanged. @throws what the file system throws; ChorusError (7) for a link. */
export function writeOwnFile(path: string, text: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw symbolicLink(path);
  writeFileAtomically(path, text, { mode: 0o600 });
}

/** The text of a file of the home; undefined if there is none. @throws ChorusError (7) */
export function readOwnFile(path: string): string | undefined {
  try {
    // By path, not by descriptor: one call of Node instead of three, which saves 5 ms for a thousand sessions.
    return readFileSync(path, readOptions);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(path, 'read', 'Check its owner and permissions.', cause);
  }
}

/** The disk or the user's quota is full, or the file has reached the process's size limit. */
const outOfSpace: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed for lack of space. */
export function isOutOfSpace(cause: unknown): boolean {
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code !== undefined && outOfSpace.has(code)) || message === diskFull;
}

/** The message if the disk took only a part of a write, without an error. */
export const diskFull = 'the disk is full';

/** What to do when the process or the system has too many open files. */
export const raiseFileLimit = 'raise the limit (ulimit -n), or close other programs.';

type Verb = 'read' | 'written' | 'created' | 'opened' | 'removed' | 'renamed';

function errorCodeOf(verb: Verb, cause: unknown): ErrorCode {
  if (verb === 'read') return 'file-unreadable';
  return isOutOfSpace(cause) ? 'disk-full' : 'file-unwritable';
}

/** The error for a file of the home that cannot be read or written. A ChorusError as `cause` is returned as it is. */
export function fileError(path: string, verb: Verb, hint: string, cause: unknown): ChorusError {
  if (cause instanceof ChorusError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ELOOP') return symbolicLink(path, cause);
  const next = code === 'EMFILE' || code === 'ENFILE' ? `Too many files are open: ${raiseFileLimit}` : hint;
  return chorusError(errorCodeOf(verb, cause), `${path} cannot be ${verb}: ${message}`, next, cause);
}

export function symbolicLink(path: string, cause?: unknown): ChorusError {
  return chorusError(
    'symbolic-link',
    `${path} is a symbolic link, which chorus does not follow`,
    'Replace the link by its target, or set CHORUS_HOME to the folder that holds the target.',
    cause,
  );
}
