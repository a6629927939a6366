import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder } from './home.ts';
import { writeOwnFile } from './own-file.ts';

/** Identifies an installation of a program. */
interface InstallationKey {
  realPath: string;
  size: number;
  mtimeMs: number;
}

const entrySchema = v.object({ realPath: v.string(), size: v.number(), mtimeMs: v.number(), release: v.string() });

type Entry = v.InferOutput<typeof entrySchema>;

/**
 * `releases.json`: the release of each installed `claude`, so that a call does not have to run `claude --version`. It is a cache: if it
 * cannot be read or written, `claude` is asked again.
 */
export class ReleaseStore {
  readonly #path: string;
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
    this.#path = join(home, 'releases.json');
  }

  get(key: InstallationKey): string | undefined {
    return this.#read().find((entry) => isSame(entry, key))?.release;
  }

  remember(key: InstallationKey, release: string): void {
    const others = this.#read().filter((entry) => entry.realPath !== key.realPath);
    const { realPath, size, mtimeMs } = key;
    try {
      ensureFolder(this.#home);
      writeOwnFile(this.#path, `${JSON.stringify([...others, { realPath, size, mtimeMs, release }], null, 2)}\n`);
    } catch {
      // The next call asks again.
    }
  }

  /** The valid entries; for the others, `claude` is asked again. */
  #read(): Entry[] {
    try {
      const stored: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return Array.isArray(stored) ? stored.filter((entry): entry is Entry => v.is(entrySchema, entry)) : [];
    } catch {
      return [];
    }
  }
}

function isSame(a: InstallationKey, b: InstallationKey): boolean {
  return a.realPath === b.realPath && a.size === b.size && a.mtimeMs === b.mtimeMs;
}
