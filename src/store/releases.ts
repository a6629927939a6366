import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from './home.ts';

/** What tells one installation of a program from the next. */
export interface InstallationKey {
  realPath: string;
  size: number;
  mtimeMs: number;
}

interface Remembered extends InstallationKey {
  release: string;
}

/**
 * Which release an installed `claude` is, so that a call does not pay for `claude --version`. A cache: what can't be read or
 * written is asked again, and costs nothing but time.
 */
export class ReleaseStore {
  readonly #path: string;
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
    this.#path = join(home, 'releases.json');
  }

  get(key: InstallationKey): string | undefined {
    return this.#read().find((known) => isSame(known, key))?.release;
  }

  remember(key: InstallationKey, release: string): void {
    const others = this.#read().filter((known) => known.realPath !== key.realPath);
    const { realPath, size, mtimeMs } = key;
    const temporary = `${this.#path}.${process.pid}`;
    try {
      ensureFolder(this.#home);
      writeFileSync(temporary, `${JSON.stringify([...others, { realPath, size, mtimeMs, release }], null, 2)}\n`, {
        mode: 0o600,
        flag: 'wx',
      });
      chmodSync(temporary, 0o600);
      renameSync(temporary, this.#path);
    } catch {
      // The next call asks again.
      removeIfPossible(temporary);
    }
  }

  #read(): Remembered[] {
    try {
      const stored: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return Array.isArray(stored) ? stored.filter((each): each is Remembered => typeof each === 'object' && each !== null) : [];
    } catch {
      return [];
    }
  }
}

/** What a full disk cut does not stay. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}

function isSame(a: InstallationKey, b: InstallationKey): boolean {
  return a.realPath === b.realPath && a.size === b.size && a.mtimeMs === b.mtimeMs;
}
