import { closeSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeName } from '../core/names.ts';
import { ensureFolder } from './home.ts';
import { isLocked } from './kernel-lock.ts';
import { type Lock, LockFile } from './lock-file.ts';
import { writeHolder } from './lock-holder.ts';
import type { LockSharer } from './lock-sharers.ts';
import type { LockWait } from './lock-wait.ts';

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
  const queue = `${path}.queue`;
  try {
    if (existsSync(queue) || !file.tryLock()) {
      const { waitInQueue } = await import('./lock-wait.ts');
      await waitInQueue(name, file, queue, wait);
    }
    const { action } = wait;
    if (action !== undefined) writeHolder(file.fd, { pid: process.pid, action, since: new Date().toISOString() });
    return file;
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

/** The processes that hold the lock of a session's turns, if all of them were left behind by an earlier `claude`. */
export async function findLeftBehind(home: string, name: string, ids: readonly string[]): Promise<LockSharer[]> {
  const path = lockPath(home, name, 'turn');
  const inode = isLocked(path) ? statSync(path, { throwIfNoEntry: false })?.ino : undefined;
  if (inode === undefined) return [];
  const [{ findLockSharers }, { isAbandoned }] = await Promise.all([import('./lock-sharers.ts'), import('./lock-take-over.ts')]);
  const sharers = findLockSharers(path, inode, ids);
  return isAbandoned(sharers) ? sharers : [];
}
