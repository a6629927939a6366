import { lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyWhole, growCopies, growCopy, isBeginning, sizeOfFolder } from './growing-copy.ts';
import { ensureFolder, listFolder } from './home.ts';
import { fileError } from './own-file.ts';

/** A conversation's transcript as the vault has it. */
export interface VaultCopy {
  sessionId: string;
  path: string;
  /** Bytes, those of the files beside it included. */
  size: number;
  savedAt: Date;
  /** Put aside, since the transcript that came after it did not begin with it. */
  isAside: boolean;
}

const copyName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.\d+)?\.jsonl$/;

/**
 * `vault/<session-id>.jsonl`, the latest whole copy of each conversation's transcript, and `vault/<session-id>/`, of the files that
 * Claude keeps in a folder beside it.
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
      // Something stands in the place of the vault. The copy that is to be made tells.
      return undefined;
    }
  }

  /** Copies a transcript and what is beside it. An earlier copy that the transcript does not begin with is put aside. @throws ChorusError (7) */
  keep(sessionId: string, transcript: string): void {
    ensureFolder(this.#home, 'vault');
    const path = this.#pathOf(sessionId);
    try {
      growCopy(transcript, path, putAside);
      growCopies(besideOf(transcript), besideOf(path), () => true);
    } catch (cause) {
      throw fileError(path, 'written', 'Free some space, or do without copies: chorus set --defaults vault=false', cause);
    }
  }

  /**
   * Puts the latest copy in the place of a transcript; what is there, and is no beginning of the copy, is put aside in the vault first.
   * @param left bytes that were left of it when it was looked at, null for none: what another call has put there since then stays.
   * @throws ChorusError (7); the transcript is then as it was.
   */
  putBack(sessionId: string, transcript: string, left: number | null): void {
    const path = this.#pathOf(sessionId);
    try {
      mkdirSync(dirname(transcript), { recursive: true, mode: 0o700 });
      if (left === null) copyWhole(path, transcript, 'create');
      else if (statSync(transcript).size === left) {
        if (!isBeginning(transcript, path)) copyWhole(transcript, asideName(path));
        copyWhole(path, transcript);
      }
      growCopies(besideOf(path), besideOf(transcript), () => false);
    } catch (cause) {
      throw fileError(transcript, 'written', `Nothing was sent. Its copy is safe in ${path}.`, cause);
    }
  }

  /** The conversations of which there is a copy. @throws ChorusError (7) */
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

  /** Removes all that is kept of a conversation. @throws ChorusError (7) */
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

function asideName(path: string): string {
  return path.replace(/\.jsonl$/, `.${Date.now()}.jsonl`);
}

/** The folder that Claude keeps beside a transcript, under the same name. */
function besideOf(path: string): string {
  return path.replace(/\.jsonl$/, '');
}
