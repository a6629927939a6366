import { closeSync, fstatSync, rmSync, statSync } from 'node:fs';
import { openLockFile, tryLock, unlockAndClose } from './kernel-lock.ts';

import { clearHolder, readHolder, writeHolder } from './lock-holder.ts';

export interface Lock {
  /** The locked file: a child process that inherits it keeps the lock if chorus is killed. */
  fd: number;
  /** Whether the locked file still has its name: if not, another call may create and lock a new file. */
  isIntact(): boolean;
  /** Tells those who wait for the lock until when its holder waits itself; undefined: no longer. */
  noteWait(until: Date | undefined): void;
  /** Releases the lock; `removed` deletes its file as well. */
  release(how?: 'removed'): void;
}

/** A file that is locked under its name. */
export class LockFile implements Lock {
  readonly path: string;
  #fd: number;

  constructor(path: string) {
    this.path = path;
    this.#fd = openLockFile(path);
  }

  get fd(): number {
    return this.#fd;
  }

  /** A lock on a file that was removed after it was opened excludes nobody: lock the new file under its name instead. */
  tryLock(): boolean {
    for (;;) {
      if (!tryLock(this.#fd, this.path)) return false;
      if (this.isIntact()) return true;
      this.reopen();
    }
  }

  /** Goes over to the file that has the name now, which is created if there is none. */
  reopen(): void {
    closeSync(this.#fd);
    this.#fd = openLockFile(this.path);
  }

  get inode(): number {
    return fstatSync(this.#fd).ino;
  }

  isIntact(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.inode;
  }

  noteWait(until: Date | undefined): void {
    const holder = readHolder(this.path);
    if (holder?.pid === process.pid) writeHolder(this.#fd, { ...holder, waitsUntil: until?.toISOString() });
  }

  release(how?: 'removed'): void {
    clearHolder(this.#fd);
    if (how === 'removed' && this.isIntact()) rmSync(this.path, { force: true });
    unlockAndClose(this.#fd);
  }
}
