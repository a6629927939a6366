import { closeSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked, openLockFile, tryLock } from './kernel-lock.ts';

/**
 * Who waits for a lock, in the order in which they came: a folder beside the lock, with a ticket for each. A ticket is a file
 * that its owner keeps locked, so that one whose owner died is known, and passed over. The folder is there only while someone
 * waits: a call that finds none pays for one look.
 */
export class Queue {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether anyone may be waiting. */
  get exists(): boolean {
    return existsSync(this.#folder);
  }

  /** Takes a ticket. */
  join(): Ticket {
    // Nanoseconds of the same clock in every process, of one width, so that the names sort as the calls came.
    const name = `${String(process.hrtime.bigint()).padStart(20, '0')}-${process.pid}`;
    const path = join(this.#folder, name);
    for (;;) {
      try {
        mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
        // Locked before it can be seen: one that is not locked is taken for a dead one's.
        const fd = openLockFile(`${path}.new`);
        tryLock(fd, path);
        renameSync(`${path}.new`, path);
        return new Ticket(this.#folder, name, fd);
      } catch (error) {
        // The last one who waited took the folder away in between.
        if (existsSync(this.#folder)) throw error;
      }
    }
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

  /** Whether nobody who lives came before. */
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
      // Others wait.
    }
  }
}
