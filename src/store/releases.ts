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

/** Which of the releases at one path a call will get. */
interface CallPlace {
  /** Where `claude` is started. */
  directory: string;
  /** The release that the session's last turn was in. */
  last?: string | undefined;
}

const entrySchema = v.object({
  realPath: v.string(),
  size: v.number(),
  mtimeMs: v.number(),
  /** The one that was seen last. */
  release: v.string(),
  /**
   * Kept once a second release was seen at the path (a shim of asdf, mise or volta; a wrapper): the releases seen in each directory,
   * oldest first, the directory of the last call at the end.
   */
  directories: v.optional(v.record(v.string(), v.array(v.string()))),
});

type Entry = v.InferOutput<typeof entrySchema>;

const keptDirectories = 200;

/** Enough to see that a release came back. */
const keptReleases = 3;

/**
 * `releases.json`: the release of each installed `claude`, so that a call does not have to run `claude --version`. It is a cache, and a
 * guess: if it cannot be read or written, `claude` is asked again, and what the turn itself reports counts.
 */
export class ReleaseStore {
  readonly #path: string;
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
    this.#path = join(home, 'releases.json');
  }

  /** The release that a call will most likely get; undefined if `claude` must be asked. */
  get(key: InstallationKey, { directory, last }: CallPlace): string | undefined {
    const entry = this.#read().find((each) => isSame(each, key));
    if (!entry?.directories) return entry?.release;
    const seen = entry.directories[directory];
    if (!seen) return last;
    // An update does not go back: one that came back is chosen by something else than the directory.
    const hasReturned = new Set(seen).size < seen.length;
    const latest = seen.at(-1);
    return hasReturned || (last ?? latest) !== latest ? undefined : latest;
  }

  /** Notes which release a call got. */
  remember(key: InstallationKey, directory: string, release: string): void {
    const entries = this.#read();
    const known = entries.find((entry) => isSame(entry, key));
    const next = withRelease(known, key, directory, release);
    if (known && JSON.stringify(next) === JSON.stringify(known)) return;
    this.#write([...entries.filter(({ realPath }) => realPath !== key.realPath), next]);
  }

  /** The next call asks `claude`. */
  forget({ realPath }: InstallationKey): void {
    const entries = this.#read();
    const others = entries.filter((entry) => entry.realPath !== realPath);
    if (others.length < entries.length) this.#write(others);
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

  #write(entries: readonly Entry[]): void {
    try {
      ensureFolder(this.#home);
      writeOwnFile(this.#path, `${JSON.stringify(entries, null, 2)}\n`);
    } catch {
      // The next call asks again.
    }
  }
}

function withRelease(known: Entry | undefined, { realPath, size, mtimeMs }: InstallationKey, directory: string, release: string): Entry {
  const key = { realPath, size, mtimeMs, release };
  if (!known || (!known.directories && known.release === release)) return key;
  const { [directory]: seen = [known.release], ...others } = known.directories ?? {};
  const releases = seen.at(-1) === release ? seen : [...seen, release].slice(-keptReleases);
  return { ...key, directories: Object.fromEntries([...Object.entries(others), [directory, releases]].slice(-keptDirectories)) };
}

function isSame(a: InstallationKey, b: InstallationKey): boolean {
  return a.realPath === b.realPath && a.size === b.size && a.mtimeMs === b.mtimeMs;
}
