import { rmSync } from 'node:fs';
import { LockFile } from './lock-file.ts';
import type { LockSharer } from './lock-sharers.ts';

export interface TakeOverRules {
  /** Called if processes that an earlier `claude` left behind still hold the lock, and the call goes on; with words that follow "held by". */
  onLeftBehind?: ((holders: string) => void) | undefined;
  /** The ids of the session's conversation: a process whose command line names one may be at work on it. */
  idsOf?: (() => readonly string[]) | undefined;
}

/**
 * Takes a lock over that nobody will give back: chorus and `claude` are gone, and what still shares the lock merely inherited it. The locked
 * file loses its name, and a new file is locked.
 */
export class TakeOver {
  readonly #file: LockFile;
  readonly #rules: TakeOverRules;
  /** The file whose lock was left to others. */
  #left: number | undefined;

  constructor(file: LockFile, rules: TakeOverRules) {
    this.#file = file;
    this.#rules = rules;
  }

  /** @returns whether the lock is now held. */
  async attempt(): Promise<boolean> {
    const file = this.#file;
    const left = file.inode;
    if (!isAbandoned(await this.#sharers(left))) return false;
    const guard = new LockFile(`${file.path}.guard`);
    let holders: string | undefined;
    try {
      // Only one call at a time may take the name from a file, and only from the one that it has looked at.
      if (!guard.tryLock()) return false;
      const sharers = await this.#sharers(left);
      if (!isAbandoned(sharers)) return false;
      if (file.isIntact()) {
        rmSync(file.path);
        holders = describeSharers(sharers);
      }
    } finally {
      guard.release('removed');
    }
    file.reopen();
    if (!file.tryLock()) return false;
    this.#left = left;
    // Where another call took the name from it, that call has said so.
    if (holders !== undefined) this.#rules.onLeftBehind?.(holders);
    return true;
  }

  /** Another call may have taken the old file's lock just before the file lost its name: then that call goes first. */
  async isComplete(): Promise<boolean> {
    return this.#left === undefined || !(await this.#sharers(this.#left)).some(({ isAtWork }) => isAtWork);
  }

  async #sharers(inode: number): Promise<LockSharer[]> {
    const { findLockSharers } = await import('./lock-sharers.ts');
    return findLockSharers(this.#file.path, inode, this.#rules.idsOf?.() ?? []);
  }
}

/** Where nobody is seen to hold the lock, it counts as busy. */
export function isAbandoned(sharers: readonly LockSharer[]): boolean {
  return sharers.length > 0 && !sharers.some(({ isAtWork }) => isAtWork);
}

const longestCommand = 80;

export function describeSharers(sharers: readonly LockSharer[]): string {
  const named = sharers.map(({ command, pid }) => {
    const shown = command.length > longestCommand ? `${command.slice(0, longestCommand - 1)}…` : command;
    return `${shown} (process ${pid})`;
  });
  return named.join(' and ');
}
