import { type ChorusError, chorusError } from '../errors.ts';
import type { LockFile } from './lock-file.ts';
import { describeHolder, type LockHolder, readHolder } from './lock-holder.ts';
import { TakeOver, type TakeOverRules } from './lock-take-over.ts';
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

/** How often the first call in the queue looks for processes that were left behind: once in so many tries, since it takes some 20 ms. */
const triesPerLook = 25;

/**
 * Waits for a lock that is not free.
 * @param queue the folder of the calls that wait.
 * @throws ChorusError (5) after waiting for `waitMs`.
 */
export async function waitInQueue(name: string, file: LockFile, queue: string, wait: LockWait): Promise<void> {
  const { waitMs, onWait, signal } = wait;
  const takeOver = new TakeOver(file, wait);
  const ticket = new Queue(queue).join();
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

function busyError(name: string, waitMs: number, holder: LockHolder | undefined): ChorusError {
  const waited = waitMs > 0 ? ` (waited ${waitMs / 1000} s)` : '';
  return chorusError(
    'busy',
    `session ${JSON.stringify(name)} is busy: held by ${describeHolder(holder, new Date())}${waited}`,
    'Try again, or wait longer with --wait <seconds>.',
  );
}
