import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chorusError } from '../errors.ts';
import { fileError, openOwnFile } from './own-file.ts';

interface Binding {
  /** Throws `EAGAIN` when the lock is taken. */
  tryLock(fd: number, offset: number, length: number, isExclusive: boolean): void;
}

let binding: Binding | undefined;

/** Opens a file that is there to be locked. */
export function openLockFile(path: string): number {
  try {
    return openOwnFile(path, 'update');
  } catch (cause) {
    throw fileError(path, 'opened', 'Make the folder writable, or set CHORUS_HOME to another one.', cause);
  }
}

/**
 * Whether the lock was free, and is now held. It belongs to the open file, in the kernel: it ends with the last process that has
 * the file open, however that ends.
 */
export function tryLock(fd: number, path: string): boolean {
  try {
    binding ??= loadBinding();
    binding.tryLock(fd, 0, 0, true);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw chorusError(
      'locks-unsupported',
      `${path} can not be locked`,
      'The file system has no locks, and without them parallel calls would lose turns. Set CHORUS_HOME to a local disk.',
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

/** The addon itself: its own loader reads 25 files to find it, 7 ms of every call. Where it is not at its usual place, that is worth it. */
function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  try {
    return require(`fs-native-extensions/prebuilds/${process.platform}-${process.arch}/fs-native-extensions.node`) as Binding;
  } catch {
    return require('fs-native-extensions/binding') as Binding;
  }
}
