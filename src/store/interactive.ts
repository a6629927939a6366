import { closeSync, existsSync, ftruncateSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeName, encodeName } from '../core/names.ts';
import { ensureFolder, listFolder } from './home.ts';
import { diskFull, fileError, openOwnFile, readOwnFile } from './own-file.ts';

/** An interactive run that began: what was written down of it, and what was appended since, as text. */
export interface Journal<Run> {
  run: Run;
  events: string;
}

/**
 * `interactive/<name>.jsonl`, what is known of an interactive run while it lasts: a first line by chorus, then those that hooks of
 * Claude append. Beside it the settings that the run is given, where they are a file.
 */
export class InteractiveStore<Run extends object> {
  readonly #home: string;
  readonly #isRun: (value: unknown) => value is Run;

  constructor(home: string, isRun: (value: unknown) => value is Run) {
    this.#home = home;
    this.#isRun = isRun;
  }

  journalOf(name: string): string {
    return join(this.#home, 'interactive', `${encodeName(name)}.jsonl`);
  }

  settingsOf(name: string): string {
    return join(this.#home, 'interactive', `${encodeName(name)}.settings`);
  }

  /** @throws ChorusError (7); then nothing is begun. */
  begin(name: string, run: Run, settings: string | undefined): void {
    ensureFolder(this.#home, 'interactive');
    if (settings !== undefined) replace(this.settingsOf(name), settings);
    replace(this.journalOf(name), `${JSON.stringify(run)}\n`);
  }

  /** Of what was begun, or was about to be, and not ended. @throws ChorusError (7) */
  names(): string[] {
    const names = listFolder(this.#home, 'interactive').map((file) => decodeName(/^(.*)\.(?:jsonl|settings)$/.exec(file)?.[1] ?? ''));
    return [...new Set(names)].filter((name) => name !== undefined);
  }

  /** Whether a run was begun and not ended. */
  isLeft(name: string): boolean {
    return existsSync(this.journalOf(name));
  }

  /** The run that was begun and not ended; undefined if there is none. @throws ChorusError (7) */
  read(name: string): Journal<Run> | undefined {
    const text = readOwnFile(this.journalOf(name));
    if (text === undefined) return undefined;
    const end = text.indexOf('\n');
    try {
      const run: unknown = JSON.parse(text.slice(0, end));
      return this.#isRun(run) ? { run, events: text.slice(end + 1) } : undefined;
    } catch {
      // Cut while it was begun: then `claude` was not started.
      return undefined;
    }
  }

  /** @throws ChorusError (7) */
  end(name: string): void {
    for (const path of [this.journalOf(name), this.settingsOf(name)]) {
      try {
        rmSync(path, { force: true });
      } catch (cause) {
        // A folder that nothing can be taken out of: a run that was recorded must not be recorded once more.
        if (!isEmptied(path)) throw fileError(path, 'removed', 'Check the folder and its permissions.', cause);
      }
    }
  }
}

function isEmptied(path: string): boolean {
  try {
    truncateSync(path);
    return true;
  } catch {
    return false;
  }
}

function replace(path: string, text: string): void {
  try {
    const fd = openOwnFile(path, 'update');
    try {
      ftruncateSync(fd);
      const bytes = Buffer.from(text);
      if (writeSync(fd, bytes) < bytes.length) throw new Error(diskFull);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw fileError(path, 'written', 'Nothing was started. Free some space, or check the folder and its permissions.', cause);
  }
}
