import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chorusError } from '../errors.ts';
import { fileError, openOwnFile, raiseFileLimit } from './own-file.ts';

interface Binding {
  /** Throws `EAGAIN` when the lock is taken. */
  tryLock(fd: number, offset: number, length: number, isExclusive: boolean): void;
  unlock(fd: number, offset: number, length: number): void;
}

let binding: Binding | undefined;

/** Opens a lock file, which is created if it is missing. */
export function openLockFile(path: string): number {
  try {
    return openOwnFile(path, 'update');
  } catch (cause) {
    throw fileError(path, 'opened', 'Make its folder writable, or set CHORUS_HOME to another folder.', cause);
  }
}

/**
 * Takes the lock if it is free. The kernel ties it to the open file: it is released when the last process that has the file open ends,
 * for whatever reason.
 * @returns whether the lock is now held.
 * @throws ChorusError (7) if the file system does not support locks.
 */
export function tryLock(fd: number, path: string): boolean {
  binding ??= loadBinding();
  try {
    binding.tryLock(fd, 0, 0, true);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw chorusError(
      'locks-unsupported',
      `${path} cannot be locked`,
      'The file system does not support locks, without which parallel calls could lose turns. Set CHORUS_HOME to a folder on a local disk.',
      cause,
    );
  }
}

/**
 * Gives a lock back and closes its file. Where a process that inherited the file cannot be seen, the lock is taken from it as well: nobody
 * could say who holds it, and it would never end.
 */
export function unlockAndClose(fd: number): void {
  if (process.platform !== 'linux') binding?.unlock(fd, 0, 0);
  closeSync(fd);
}

/** Whether a process holds the lock of a file; false if the file does not exist. */
export function isLocked(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'r+');
  } catch {
    return false;
  }
  try {
    return !tryLock(fd, path);
  } finally {
    closeSync(fd);
  }
}

/** Loads the addon from its usual place. Its own loader reads 25 files to find it, which would cost every call 7 ms. */
function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  try {
    return require(`fs-native-extensions/prebuilds/${process.platform}-${process.arch}/fs-native-extensions.node`) as Binding;
  } catch {
    try {
      return require('fs-native-extensions/binding') as Binding;
    } catch (cause) {
      const message = `the addon that locks files cannot be loaded: ${(cause as Error).message}`;
      throw chorusError('locks-unsupported', message, `Install chorus again. If too many files are open: ${raiseFileLimit}`, cause);
    }
  }
}
