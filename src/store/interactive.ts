import { existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { decodeName, encodeName } from '../core/names.ts';
import { ensureFolder, listFolder } from './home.ts';
import { fileError, readOwnFile, writeOwnFile } from './own-file.ts';

/** The journal of an interactive run: its first line, and the lines appended since, as text. */
export interface Journal<Run> {
  run: Run;
  events: string;
}

/**
 * `interactive/<name>.jsonl`, the journal of an interactive run while it lasts: a first line from chorus, then the lines that Claude's
 * hooks append. The run's settings are next to it, if they are passed as a file.
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

  /** The files of a session's run that has not ended. */
  filesOf(name: string): string[] {
    return [this.journalOf(name), this.settingsOf(name)].filter((path) => existsSync(path));
  }

  /** Starts the journal of a run. @throws ChorusError (7); the journal is then unchanged. */
  begin(name: string, run: Run, settings: string | undefined): void {
    ensureFolder(this.#home, 'interactive');
    if (settings !== undefined) write(this.settingsOf(name), settings);
    write(this.journalOf(name), `${JSON.stringify(run)}\n`);
  }

  /** The names of sessions with files of an interactive run that has not ended. @throws ChorusError (7) */
  names(): string[] {
    const names = listFolder(this.#home, 'interactive').map((file) => decodeName(/^(.*)\.(?:jsonl|settings)$/.exec(file)?.[1] ?? ''));
    return [...new Set(names)].filter((name) => name !== undefined);
  }

  /** Whether there is a run that has not ended. */
  isLeft(name: string): boolean {
    return existsSync(this.journalOf(name));
  }

  /** The run that has not ended; undefined if there is none, or its first line is damaged. @throws ChorusError (7) */
  read(name: string): Journal<Run> | undefined {
    const text = readOwnFile(this.journalOf(name));
    if (text === undefined) return undefined;
    const end = text.indexOf('\n');
    try {
      const run: unknown = JSON.parse(text.slice(0, end));
      return this.#isRun(run) ? { run, events: text.slice(end + 1) } : undefined;
    } catch {
      // Early versions of chorus wrote in place: if killed here, they left a cut line, and had not started `claude`.
      return undefined;
    }
  }

  /** @throws ChorusError (7) */
  end(name: string): void {
    for (const path of [this.journalOf(name), this.settingsOf(name)]) {
      try {
        rmSync(path, { force: true });
      } catch (cause) {
        // The folder is read-only: empty the file instead, since a run must not be recorded twice.
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

function write(path: string, text: string): void {
  try {
    writeOwnFile(path, text);
  } catch (cause) {
    throw fileError(path, 'written', 'Nothing was started. Free some space, or check the folder and its permissions.', cause);
  }
}
