import { linkSync, lstatSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyFileAtomically } from './atomic-file.ts';
import { type Compare, growCopies, growCopy, isBeginning, sizeOfFolder } from './growing-copy.ts';
import { ensureFolder, listFolder, makeFolders } from './home.ts';
import { fileError, readOwnFile, writeOwnFile } from './own-file.ts';

/** The vault's copy of a conversation's transcript. */
export interface VaultCopy {
  sessionId: string;
  path: string;
  /** Bytes, including the files in the folder beside it. */
  size: number;
  savedAt: Date;
  /** An earlier copy that was put aside because the later transcript did not begin with it. */
  isAside: boolean;
}

export interface KeepOptions {
  /** Default: `ends`. */
  compare?: Compare | undefined;
  /** Whether the transcript has all records of the copy, but one of them says something else now: then the copy must not keep it. */
  isEdit?: ((copy: string) => boolean) | undefined;
  /** Put the earlier copy aside, even if the transcript begins with it. */
  isCopyKept?: boolean | undefined;
}

const unnamedFile = 'unnamed';

const copyName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.\d+)?\.jsonl$/;

/**
 * `vault/<session-id>.jsonl` is the latest whole copy of a conversation's transcript, and `vault/<session-id>/` a copy of the folder that
 * Claude keeps beside it.
 */
export class VaultStore {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  get path(): string {
    return join(this.#home, 'vault');
  }

  /** The latest copy, and its size in bytes; undefined if there is none. */
  copyOf(sessionId: string): { path: string; size: number; savedAt: Date } | undefined {
    const path = this.#pathOf(sessionId);
    try {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      return stats?.isFile() && stats.size > 0 ? { path, size: stats.size, savedAt: stats.mtime } : undefined;
    } catch {
      // Something else has the vault's name: the next `keep` reports it.
      return undefined;
    }
  }

  /**
   * Copies a transcript and the folder beside it. If the transcript does not begin with the earlier copy, that copy is put aside, or, if
   * the transcript was only edited, replaced.
   * @returns the path of what was put aside.
   * @throws ChorusError (7); there is still a copy then, the earlier one or the new one.
   */
  keep(sessionId: string, transcript: string, { compare, isEdit = () => false, isCopyKept = false }: KeepOptions = {}): string | undefined {
    ensureFolder(this.#home, 'vault');
    const path = this.#pathOf(sessionId);
    try {
      const aside = isCopyKept && this.copyOf(sessionId) ? asideName(path) : undefined;
      if (aside) replaceCopy(transcript, path, aside);
      else growCopy(transcript, path, (copy) => isEdit(copy) || !replaceCopy(transcript, copy, asideName(copy)), compare);
      growCopies(besideOf(transcript), besideOf(path), () => true);
      return aside;
    } catch (cause) {
      throw fileError(path, 'written', 'Free some space, or turn copies off: chorus set --defaults vault=false', cause);
    }
  }

  /**
   * Replaces a transcript by its latest copy. If the transcript is not a beginning of the copy, it is first put aside in the vault.
   * @param left size of the transcript in bytes when it was examined, null if it was gone: a transcript that has changed since is kept.
   * @returns where the transcript was put aside, if it was.
   * @throws ChorusError (7); the transcript is then unchanged.
   */
  putBack(sessionId: string, transcript: string, left: number | null): string | undefined {
    const path = this.#pathOf(sessionId);
    let aside: string | undefined;
    try {
      makeFolders(dirname(transcript));
      if (left === null) copyFileAtomically(path, transcript, { mode: 0o600, how: 'create' });
      else if (statSync(transcript).size === left) {
        aside = isBeginning(transcript, path) ? undefined : asideName(path);
        if (aside) copyFileAtomically(transcript, aside, { mode: 0o600 });
        copyFileAtomically(path, transcript, { mode: 0o600 });
      }
      growCopies(besideOf(path), besideOf(transcript), () => false);
      return aside;
    } catch (cause) {
      throw fileError(transcript, 'written', `Nothing was sent. Its copy is safe in ${path}.`, cause);
    }
  }

  /** Whether a transcript begins with the latest copy, as far as both ends of the copy tell. @throws what the file system throws */
  isGrown(sessionId: string, transcript: string): boolean {
    return isBeginning(this.#pathOf(sessionId), transcript);
  }

  /** Whether the latest copy was made since the transcript last changed. */
  isUpToDate(sessionId: string, { size, mtimeMs }: { size: number; mtimeMs: number }): boolean {
    const copy = this.copyOf(sessionId);
    return copy?.size === size && copy.savedAt.getTime() >= Math.floor(mtimeMs);
  }

  /**
   * Notes conversations without a session whose copies are wanted nevertheless, in `vault/unnamed`, one id a line: `chorus vault prune`
   * leaves them alone. @throws ChorusError (7)
   */
  noteUnnamed(sessionIds: readonly string[]): void {
    const known = this.unnamed();
    const added = sessionIds.filter((id) => !known.has(id));
    if (added.length === 0) return;
    writeOwnFile(join(ensureFolder(this.#home, 'vault'), unnamedFile), [...known, ...added, ''].join('\n'));
  }

  /** @throws ChorusError (7) */
  unnamed(): Set<string> {
    const text = readOwnFile(join(this.path, unnamedFile)) ?? '';
    return new Set(text.split('\n').filter((line) => line !== ''));
  }

  /** The copies of a conversation that were put aside, the newest first. @throws ChorusError (7) */
  asideOf(sessionId: string): string[] {
    const asides = this.#files().filter((file) => file.sessionId === sessionId && file.isAside);
    return asides.map(({ path }) => path).sort((a, b) => asideTime(b) - asideTime(a));
  }

  /** Puts the latest copy aside. @returns its new path; undefined if there is none. @throws ChorusError (7) */
  putAside(sessionId: string): string | undefined {
    if (!this.copyOf(sessionId)) return undefined;
    const [path, aside] = [this.#pathOf(sessionId), asideName(this.#pathOf(sessionId))];
    try {
      renameSync(path, aside);
      return aside;
    } catch (cause) {
      throw fileError(path, 'renamed', 'Check the folder and its permissions.', cause);
    }
  }

  /**
   * Makes a copy that was put aside the latest one. The one that was the latest is put aside.
   * @returns the path of the latter; undefined if there was none.
   * @throws ChorusError (7); the latest copy is then unchanged.
   */
  promote(sessionId: string, aside: string): string | undefined {
    const path = this.#pathOf(sessionId);
    try {
      const other = this.copyOf(sessionId) && asideName(path);
      if (other) copyFileAtomically(path, other, { mode: 0o600 });
      renameSync(aside, path);
      return other;
    } catch (cause) {
      throw fileError(path, 'written', 'Free some space, or check the folder and its permissions.', cause);
    }
  }

  /** The conversations that have a copy. @throws ChorusError (7) */
  sessionIds(): Set<string> {
    return new Set(this.#files().map(({ sessionId }) => sessionId));
  }

  /** All copies, the largest first. @throws ChorusError (7) */
  list(): VaultCopy[] {
    const copies = this.#files().flatMap((file): VaultCopy[] => {
      const stats = lstatSync(file.path, { throwIfNoEntry: false });
      if (!stats?.isFile()) return [];
      return [{ ...file, size: stats.size + (file.isAside ? 0 : sizeOfFolder(besideOf(file.path))), savedAt: stats.mtime }];
    });
    return copies.sort((a, b) => b.size - a.size);
  }

  /** @throws ChorusError (7) */
  remove({ path, isAside }: Pick<VaultCopy, 'path' | 'isAside'>): void {
    try {
      rmSync(path, { force: true });
      if (!isAside) rmSync(besideOf(path), { recursive: true, force: true });
    } catch (cause) {
      throw fileError(path, 'removed', 'Check the folder and its permissions.', cause);
    }
  }

  /** Every file that has something of a conversation: its copies, the files beside it, and what a kill left. @throws ChorusError (7) */
  filesOf(sessionId: string): string[] {
    const entries = listFolder(this.#home, 'vault').filter((file) => file === sessionId || file.startsWith(`${sessionId}.`));
    return entries.flatMap((entry) => filesIn(join(this.path, entry)));
  }

  /** Removes all copies of a conversation. @throws ChorusError (7) */
  forget(sessionId: string): void {
    for (const file of this.#files()) {
      if (file.sessionId === sessionId) this.remove(file);
    }
  }

  #files(): Pick<VaultCopy, 'sessionId' | 'path' | 'isAside'>[] {
    return listFolder(this.#home, 'vault').flatMap((file) => {
      const [, sessionId, aside] = copyName.exec(file) ?? [];
      return sessionId ? [{ sessionId, path: join(this.path, file), isAside: aside !== undefined }] : [];
    });
  }

  #pathOf(sessionId: string): string {
    return join(this.path, `${sessionId}.jsonl`);
  }
}

function filesIn(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return [path];
  return stats?.isDirectory() ? readdirSync(path).flatMap((entry) => filesIn(join(path, entry))) : [];
}

/** Replaces a copy, which gets another name, so that there is one at any time. @returns true. */
function replaceCopy(transcript: string, copy: string, aside: string): true {
  giveSecondName(copy, aside);
  try {
    copyFileAtomically(transcript, copy, { mode: 0o600 });
    return true;
  } catch (cause) {
    // It is the same file, which the next copies are appended to.
    rmSync(aside, { force: true });
    throw cause;
  }
}

function giveSecondName(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch {
    // Some file systems have no hard links.
    copyFileAtomically(path, name, { mode: 0o600 });
  }
}

function asideTime(path: string): number {
  return Number(/\.(\d+)\.jsonl$/.exec(path)?.[1]);
}

/** A free name: two copies may be put aside within one millisecond. */
function asideName(path: string): string {
  for (let number = Date.now(); ; number++) {
    const name = path.replace(/\.jsonl$/, `.${number}.jsonl`);
    if (!lstatSync(name, { throwIfNoEntry: false })) return name;
  }
}

/** The folder that Claude keeps beside a transcript, under the same name. */
function besideOf(path: string): string {
  return path.replace(/\.jsonl$/, '');
}
