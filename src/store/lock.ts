import { closeSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeName } from '../core/names.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import { ensureFolder } from './home.ts';
import { isLocked } from './kernel-lock.ts';
import { type Lock, LockFile } from './lock-file.ts';
import { describeHolder, type LockHolder, readHolder, writeHolder } from './lock-holder.ts';
import type { LockSharer } from './lock-sharers.ts';
import { isAbandoned, TakeOver, type TakeOverRules } from './lock-take-over.ts';
import { Queue } from './queue.ts';

/** How often a waiting call tries again, in ms. */
const interval = 20;

export interface LockWait extends TakeOverRules {
  /** Wait at most this many ms; 0 does not wait. */
  waitMs: number;
  /** The command of chorus that needs the lock, shown to calls that wait for it. */
  action?: string | undefined;
  /** Called once if the lock is not free, with words that follow "is held by". */
  onWait?: ((holder: string) => void) | undefined;
  /** Ends the wait by throwing the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What a lock is for: see `lockSession`. */
type LockPurpose = 'turn' | 'write' | 'vault';

export function lockPath(home: string, name: string, purpose: LockPurpose): string {
  return join(home, 'locks', `${encodeName(name)}.${purpose}`);
}

/**
 * A turn holds `turn` from before it reads the session until after it has written it. Every write holds `write` for a few ms, so that
 * settings can be changed during a turn without either change being lost. Copying all conversations holds `vault`. First come, first
 * served.
 * @throws ChorusError (5) after waiting for `waitMs`.
 */
export async function lockSession(home: string, name: string, purpose: LockPurpose, wait: LockWait): Promise<Lock> {
  ensureFolder(home, 'locks');
  const path = lockPath(home, name, purpose);
  const file = new LockFile(path);
  const queue = new Queue(`${path}.queue`);
  try {
    if (queue.exists || !file.tryLock()) await waitInQueue(name, file, queue, wait);
    const { action } = wait;
    if (action !== undefined) writeHolder(file.fd, { pid: process.pid, action, since: new Date().toISOString() });
    return file;
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

/** How often the first call in the queue looks for processes that were left behind: once in so many tries, since it takes some 20 ms. */
const triesPerLook = 25;

async function waitInQueue(name: string, file: LockFile, queue: Queue, wait: LockWait): Promise<void> {
  const { waitMs, onWait, signal } = wait;
  const takeOver = new TakeOver(file, wait);
  const ticket = queue.join();
  try {
    const deadline = Date.now() + waitMs;
    for (let tries = 0; ; tries++) {
      if (ticket.isFirst() && (file.tryLock() || ((tries % triesPerLook === 0 || !file.isIntact()) && (await takeOver.attempt())))) {
        if (await takeOver.isComplete()) return;
      }
      if (tries === 0 && waitMs > 0) onWait?.(describeHolder(readHolder(file.path), new Date()));
      if (Date.now() >= deadline) throw busyError(name, waitMs, readHolder(file.path));
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  } finally {
    ticket.leave();
  }
}

/** The processes that hold the lock of a session's turns, if all of them were left behind by an earlier `claude`. */
export async function findLeftBehind(home: string, name: string, ids: readonly string[]): Promise<LockSharer[]> {
  const path = lockPath(home, name, 'turn');
  const inode = isLocked(path) ? statSync(path, { throwIfNoEntry: false })?.ino : undefined;
  if (inode === undefined) return [];
  const { findLockSharers } = await import('./lock-sharers.ts');
  const sharers = findLockSharers(path, inode, ids);
  return isAbandoned(sharers) ? sharers : [];
}

function busyError(name: string, waitMs: number, holder: LockHolder | undefined): ChorusError {
  const waited = waitMs > 0 ? ` (waited ${waitMs / 1000} s)` : '';
  return chorusError(
    'busy',
    `session ${JSON.stringify(name)} is busy: held by ${describeHolder(holder, new Date())}${waited}`,
    'Try again, or wait longer with --wait <seconds>.',
  );
}
