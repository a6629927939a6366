import { lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyFileAtomically } from './atomic-file.ts';
import { type Compare, growCopies, growCopy, isBeginning, sizeOfFolder } from './growing-copy.ts';
import { ensureFolder, listFolder, makeFolders } from './home.ts';
import { fileError } from './own-file.ts';

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
   * @throws ChorusError (7)
   */
  keep(sessionId: string, transcript: string, { compare, isEdit = () => false, isCopyKept = false }: KeepOptions = {}): void {
    ensureFolder(this.#home, 'vault');
    const path = this.#pathOf(sessionId);
    try {
      if (isCopyKept && this.copyOf(sessionId)) putAside(path);
      growCopy(transcript, path, (copy) => isEdit(copy) || putAside(copy), compare);
      growCopies(besideOf(transcript), besideOf(path), () => true);
    } catch (cause) {
      throw fileError(path, 'written', 'Free some space, or turn copies off: chorus set --defaults vault=false', cause);
    }
  }

  /**
   * Replaces a transcript by its latest copy. If the transcript is not a beginning of the copy, it is first put aside in the vault.
   * @param left size of the transcript in bytes when it was examined, null if it was gone: a transcript that has changed since is kept.
   * @throws ChorusError (7); the transcript is then unchanged.
   */
  putBack(sessionId: string, transcript: string, left: number | null): void {
    const path = this.#pathOf(sessionId);
    try {
      makeFolders(dirname(transcript));
      if (left === null) copyFileAtomically(path, transcript, { mode: 0o600, how: 'create' });
      else if (statSync(transcript).size === left) {
        if (!isBeginning(transcript, path)) copyFileAtomically(transcript, asideName(path), { mode: 0o600 });
        copyFileAtomically(path, transcript, { mode: 0o600 });
      }
      growCopies(besideOf(path), besideOf(transcript), () => false);
    } catch (cause) {
      throw fileError(transcript, 'written', `Nothing was sent. Its copy is safe in ${path}.`, cause);
    }
  }

  /** Whether a transcript begins with the latest copy, as far as both ends of the copy tell. @throws what the file system throws */
  isGrown(sessionId: string, transcript: string): boolean {
    return isBeginning(this.#pathOf(sessionId), transcript);
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

function putAside(copy: string): true {
  renameSync(copy, asideName(copy));
  return true;
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
