import { closeSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked, openLockFile, tryLock } from './kernel-lock.ts';
import { fileError } from './own-file.ts';

/**
 * The calls that wait for a lock, in order of arrival: a folder beside the lock, with a ticket for each. A ticket is a file that its owner
 * keeps locked, so that the ticket of a dead owner is recognized and skipped. The folder exists only while calls wait, so that a call
 * usually pays only for checking that it does not exist.
 */
export class Queue {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a ticket. @throws ChorusError (7) */
  join(): Ticket {
    // Nanoseconds of a clock that all processes share, padded, so that the names sort in order of arrival.
    const name = `${String(process.hrtime.bigint()).padStart(20, '0')}-${process.pid}`;
    const path = join(this.#folder, name);
    for (;;) {
      makeFolder(this.#folder);
      try {
        // Lock it before it gets its name: an unlocked ticket looks like that of a dead owner.
        const fd = openLockFile(`${path}.new`);
        tryLock(fd, path);
        renameSync(`${path}.new`, path);
        return new Ticket(this.#folder, name, fd);
      } catch (error) {
        // Try again if the last waiting call has just removed the folder.
        if (existsSync(this.#folder)) throw error;
      }
    }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw fileError(folder, 'created', 'Make its parent folder writable, or set CHORUS_HOME to another folder.', cause);
  }
}

export class Ticket {
  readonly #folder: string;
  readonly #name: string;
  readonly #fd: number;

  constructor(folder: string, name: string, fd: number) {
    this.#folder = folder;
    this.#name = name;
    this.#fd = fd;
  }

  /** Whether no living call is ahead. */
  isFirst(): boolean {
    const before = readdirSync(this.#folder).filter((name) => !name.endsWith('.new') && name < this.#name);
    for (const name of before.sort()) {
      const path = join(this.#folder, name);
      if (isLocked(path)) return false;
      rmSync(path, { force: true });
    }
    return true;
  }

  leave(): void {
    rmSync(join(this.#folder, this.#name), { force: true });
    closeSync(this.#fd);
    try {
      rmdirSync(this.#folder);
    } catch {
      // Not empty: other calls are waiting.
    }
  }
}
