import { closeSync, fstatSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeName } from '../core/names.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import { ensureFolder } from './home.ts';
import { openLockFile, tryLock } from './kernel-lock.ts';
import { clearHolder, describeHolder, type LockHolder, readHolder, writeHolder } from './lock-holder.ts';
import { Queue, type Ticket } from './queue.ts';

/** How often a waiting call tries again, in ms. */
const interval = 20;

export interface Lock {
  /** The locked file: a child process that inherits it keeps the lock if chorus is killed. */
  fd: number;
  /** Whether the locked file still has its name: if not, another call may create and lock a new file. */
  isIntact(): boolean;
  /** Releases the lock; `removed` deletes its file as well. */
  release(how?: 'removed'): void;
}

export interface LockWait {
  /** Wait at most this many ms; 0 does not wait. */
  waitMs: number;
  /** The command of chorus that needs the lock, shown to calls that wait for it. */
  action?: string | undefined;
  /** Called once if the lock is not free, with words that follow "is held by". */
  onWait?: ((holder: string) => void) | undefined;
  /** Ends the wait by throwing the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A turn holds `turn` from before it reads the session until after it has written it. Every write holds `write` for a few ms, so that
 * settings can be changed during a turn without either change being lost. Copying all conversations holds `vault`. First come, first
 * served.
 * @throws ChorusError (5) after waiting for `waitMs`.
 */
export async function lockSession(
  home: string,
  name: string,
  purpose: 'turn' | 'write' | 'vault',
  { waitMs, action, onWait, signal }: LockWait,
): Promise<Lock> {
  const path = join(ensureFolder(home, 'locks'), `${encodeName(name)}.${purpose}`);
  const file = new LockFile(path);
  const queue = new Queue(`${path}.queue`);
  let ticket: Ticket | undefined;
  try {
    if (queue.exists || !file.tryLock()) {
      ticket = queue.join();
      const deadline = Date.now() + waitMs;
      for (let looks = 0; !(ticket.isFirst() && file.tryLock()); looks++) {
        if (Date.now() >= deadline) throw busyError(name, waitMs, readHolder(path));
        if (looks === 0) onWait?.(describeHolder(readHolder(path), new Date()));
        signal?.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, interval));
      }
    }
    if (action !== undefined) writeHolder(file.fd, { pid: process.pid, action, since: new Date().toISOString() });
    return file;
  } catch (error) {
    closeSync(file.fd);
    throw error;
  } finally {
    ticket?.leave();
  }
}

class LockFile implements Lock {
  readonly #path: string;
  #fd: number;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openLockFile(path);
  }

  get fd(): number {
    return this.#fd;
  }

  /** A lock on a file that was removed after it was opened excludes nobody: lock the new file under its name instead. */
  tryLock(): boolean {
    for (;;) {
      if (!tryLock(this.#fd, this.#path)) return false;
      if (this.isIntact()) return true;
      closeSync(this.#fd);
      this.#fd = openLockFile(this.#path);
    }
  }

  isIntact(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === fstatSync(this.#fd).ino;
  }

  release(how?: 'removed'): void {
    clearHolder(this.#fd);
    if (how === 'removed' && this.isIntact()) rmSync(this.#path, { force: true });
    closeSync(this.#fd);
  }
}

function busyError(name: string, waitMs: number, holder: LockHolder | undefined): ChorusError {
  const waited = waitMs > 0 ? ` (waited ${waitMs / 1000} s)` : '';
  return chorusError(
    'busy',
    `session ${JSON.stringify(name)} is busy: held by ${describeHolder(holder, new Date())}${waited}`,
    'Try again, or wait longer with --wait <seconds>.',
  );
}
