import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ChorusError, exitCodes, storeError } from '../errors.ts';
import { encodeName } from '../session/names.ts';
import { ensureFolder } from './home.ts';

/** How often a waiting call looks again, in ms. */
const interval = 20;

export interface Lock {
  /** The locked file: a child that shares it keeps the lock when chorus is killed. */
  fd: number;
  release(): void;
}

export interface LockWait {
  /** Longest wait in ms; 0 does not wait. */
  waitMs: number;
  /** Called once, when the lock is found taken. */
  onWait?: (() => void) | undefined;
}

/**
 * A turn of a session holds `turn` from before it reads the session until after it wrote it; every write holds `write` for its own
 * few ms, so that settings can be changed while a turn runs, and neither undoes the other.
 * @throws ChorusError (5) when the wait is over.
 */
export async function lockSession(home: string, name: string, purpose: 'turn' | 'write', { waitMs, onWait }: LockWait): Promise<Lock> {
  const path = join(ensureFolder(home, 'locks'), `${encodeName(name)}.${purpose}`);
  const fd = openLockFile(path);
  const deadline = Date.now() + waitMs;
  try {
    let waited = false;
    while (!tryLock(fd, path)) {
      if (Date.now() >= deadline) throw busyError(name, waitMs);
      if (!waited) onWait?.();
      waited = true;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return { fd, release: () => closeSync(fd) };
}

function openLockFile(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (cause) {
    throw storeError(
      `${path} can not be opened: ${(cause as Error).message}`,
      'Make the folder writable, or set CHORUS_HOME to another one.',
      cause,
    );
  }
}

/** The lock belongs to the open file, in the kernel: it ends with the last process that has the file open, however that ends. */
function tryLock(fd: number, path: string): boolean {
  try {
    loadBinding().tryLock(fd, 0, 0, true);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw storeError(
      `${path} can not be locked: ${(cause as Error).message}`,
      'The file system has no locks, and without them parallel calls would lose turns. Set CHORUS_HOME to a local disk.',
      cause,
    );
  }
}

interface Binding {
  /** Throws `EAGAIN` when the lock is taken. */
  tryLock(fd: number, offset: number, length: number, isExclusive: boolean): void;
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

function busyError(name: string, waitMs: number): ChorusError {
  return new ChorusError(`session ${JSON.stringify(name)} is busy${waitMs > 0 ? ` (waited ${waitMs / 1000} s)` : ''}`, {
    exitCode: exitCodes.busy,
    hint: 'Another call holds it. Try again, or wait longer with --wait <seconds>.',
  });
}
