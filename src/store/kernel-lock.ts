import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chorusError } from '../errors.ts';
import { fileError, openOwnFile, raiseFileLimit } from './own-file.ts';

interface Binding {
  /** Throws `EAGAIN` when the lock is taken. */
  tryLock(fd: number, offset: number, length: number, isExclusive: boolean): void;
}

let binding: Binding | undefined;

/** Opens a file that exists to be locked. */
export function openLockFile(path: string): number {
  try {
    return openOwnFile(path, 'update');
  } catch (cause) {
    throw fileError(path, 'opened', 'Make its folder writable, or set CHORUS_HOME to another folder.', cause);
  }
}

/**
 * Takes the lock if it is free. The kernel ties it to the open file: it ends with the last process that has the file open, however that
 * process ends.
 * @returns whether the lock is now held.
 * @throws ChorusError (7) where the file system has no locks.
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
      'The file system has no locks, and without them parallel calls could lose turns. Set CHORUS_HOME to a local disk.',
      cause,
    );
  }
}

/** Whether some open file holds the lock of a file; false where there is no such file. */
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

/** Loads the addon from its usual place: its own loader reads 25 files to find it, which takes 7 ms of every call. */
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
