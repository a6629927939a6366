import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { ChorusError, exitCodes } from '../errors.ts';
import { encodeName } from '../session/names.ts';
import { ensureFolder } from './home.ts';
import { openLockFile, tryLock } from './kernel-lock.ts';
import { Queue, type Ticket } from './queue.ts';

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
  /** Gives the wait up, with its reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A turn of a session holds `turn` from before it reads the session until after it wrote it; every write holds `write` for its own
 * few ms, so that settings can be changed while a turn runs, and neither undoes the other. Who comes first is first.
 * @throws ChorusError (5) when the wait is over.
 */
export async function lockSession(
  home: string,
  name: string,
  purpose: 'turn' | 'write',
  { waitMs, onWait, signal }: LockWait,
): Promise<Lock> {
  const path = join(ensureFolder(home, 'locks'), `${encodeName(name)}.${purpose}`);
  const fd = openLockFile(path);
  const lock = { fd, release: () => closeSync(fd) };
  const queue = new Queue(`${path}.queue`);
  let ticket: Ticket | undefined;
  try {
    if (!queue.exists && tryLock(fd, path)) return lock;
    ticket = queue.join();
    const deadline = Date.now() + waitMs;
    for (let looks = 0; !(ticket.isFirst() && tryLock(fd, path)); looks++) {
      if (Date.now() >= deadline) throw busyError(name, waitMs);
      if (looks === 0) onWait?.();
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  } finally {
    ticket?.leave();
  }
}

function busyError(name: string, waitMs: number): ChorusError {
  return new ChorusError(`session ${JSON.stringify(name)} is busy${waitMs > 0 ? ` (waited ${waitMs / 1000} s)` : ''}`, {
    exitCode: exitCodes.busy,
    hint: 'Another call holds it. Try again, or wait longer with --wait <seconds>.',
  });
}
