import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { JsonObject } from '../core/json.ts';
import { checkName, encodeName } from '../core/names.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Session } from '../core/session.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { ensureFolder } from './home.ts';
import { lastGoodCopy, putLastGoodBack, readJsonFile, repairHint, writeJsonFile } from './json-file.ts';
import { lockSession } from './lock.ts';
import { fileError } from './own-file.ts';
import { listNamesInAnyCase, listSessionNames } from './session-names.ts';
import { readSession, sessionKeys } from './session-schema.ts';

/** A write waits at most this many ms for other writes of the session, which take a few ms each. */
const writeWait = 30_000;

/** A file's mtime comes from a coarser clock than the time written into the file, and may lag behind it by this many ms. */
const clockSlack = 1000;

export interface DamagedSession {
  name: string;
  error: ChorusError;
}

/** One JSON file per session, so that a call costs the same with 10 sessions as with 100,000, and damage stays in one file. */
export class SessionStore {
  readonly #home: string;
  readonly #folder: string;

  constructor(home: string) {
    this.#home = home;
    this.#folder = join(home, 'sessions');
  }

  path(name: string): string {
    // Not `join`, which would take most of the time when a thousand sessions are read.
    return `${this.#folder}${sep}${encodeName(name)}.json`;
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /**
   * The session because of which no other can have this name: the one that has it, or one whose name differs only by case.
   * @param renamed the session that would get the name: it does not stand in its own way.
   */
  takenBy(name: string, renamed?: string): string | undefined {
    return this.has(name) && name !== renamed ? name : listNamesInAnyCase(this.#home, name).find((each) => each !== renamed);
  }

  /** @throws ChorusError (2) unless a new session can have this name; `force` lets it replace the one that has it. */
  checkFree(name: string, force = false): void {
    const taken = this.takenBy(name);
    if (taken !== undefined && !(force && taken === name)) throw nameTaken(name, taken);
  }

  /** @throws ChorusError (8) if there is no such session, with the nearest names; (7) if its file is damaged. */
  async get(name: string): Promise<Session> {
    checkName(name);
    const session = this.read(name);
    if (session) return session;
    const otherwise = 'chorus list shows the sessions; chorus new <name> starts one.';
    throw chorusError('session-not-found', `there is no session ${JSON.stringify(name)}`, didYouMean(name, this.names(), otherwise));
  }

  names(): string[] {
    return listSessionNames(this.#home);
  }

  /** All sessions that can be read, the last used first, and the files that cannot: damage in one does not affect the others. */
  list(): { sessions: Session[]; damaged: DamagedSession[] } {
    const sessions: Session[] = [];
    const damaged: DamagedSession[] = [];
    const seen = new Set<string>();
    const readNew = () => {
      const names = this.names().filter((name) => !seen.has(name));
      for (const name of names) {
        seen.add(name);
        try {
          const session = this.read(name);
          if (session) sessions.push(session);
        } catch (error) {
          if (!(error instanceof ChorusError)) throw error;
          damaged.push({ name, error });
        }
      }
      return names.length;
    };
    const first = readNew();
    // A session that is renamed meanwhile is in no listing, or in one under its old name, which has no file any more: look again.
    while (readNew() > 0);
    const current = seen.size === first ? sessions : sessions.filter(({ name }) => this.has(name));
    return { sessions: current.sort((a, b) => latestFirst(a.lastActiveAt, b.lastActiveAt)), damaged };
  }

  /** The session last used in a directory; undefined if there is none. Reads the newest files first, and only as many as necessary. */
  lastUsedIn(cwd: string): Session | undefined {
    const newestFirst = this.names()
      .map((name) => ({ name, mtimeMs: statSync(this.path(name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((a, b) => b.mtimeMs - a.mtimeMs);
    let found: Session | undefined;
    for (const { name, mtimeMs } of newestFirst) {
      // A file is written after the last use that it records: an older file cannot record a later use.
      if (found && mtimeMs + clockSlack < Date.parse(found.lastActiveAt)) break;
      const session = this.readIfWhole(name);
      if (session?.cwd === cwd && (!found || session.lastActiveAt > found.lastActiveAt)) found = session;
    }
    return found;
  }

  /** @throws ChorusError (2) if the name is taken. */
  async create(session: Session): Promise<void> {
    await this.#underWriteLocks(inAnyCase(session.name), async () => {
      this.checkFree(session.name);
      await this.#write(session);
    });
  }

  /**
   * Changes the session that is on disk now, so that nothing that another call wrote is lost. `change` returns the keys to set.
   * @returns the session as written.
   */
  async update(name: string, change: (current: Session) => Partial<Session>): Promise<Session> {
    return this.#underWriteLocks([name], async () => {
      const current = await this.get(name);
      const next = { ...current, ...change(current) };
      await this.#write(next);
      return next;
    });
  }

  /** Replaces a damaged file by its last good copy. @returns a description of what was done. @throws ChorusError (7) */
  async repair(name: string): Promise<string> {
    const path = this.path(name);
    return this.#underWriteLocks([name], async () => putLastGoodBack(path, (stored) => checkSession(stored, name, lastGoodCopy(path))));
  }

  async remove(name: string): Promise<void> {
    await this.#underWriteLocks([name], async () => {
      for (const path of [this.path(name), lastGoodCopy(this.path(name))]) removeFile(path);
    });
  }

  /**
   * Renames the session's file, which gives the session its name: a kill cannot leave two names for one conversation.
   * @throws ChorusError (2) if the new name is taken.
   */
  async rename(from: string, to: string): Promise<void> {
    checkName(to);
    await this.#underWriteLocks([from, ...inAnyCase(to)], async () => {
      await this.get(from);
      this.checkRename(from, to);
      moveFile(this.path(from), this.path(to));
      moveFile(lastGoodCopy(this.path(from)), lastGoodCopy(this.path(to)));
    });
  }

  /** @throws ChorusError (2) if a session cannot have the new name. */
  checkRename(from: string, to: string): void {
    if (from === to) throw chorusError('name-taken', `the session is already named ${JSON.stringify(to)}`, 'Give another name.');
    const taken = this.takenBy(to, from);
    if (taken === undefined) return;
    const hint = taken === to ? `Choose another name, or remove it: chorus rm ${to}` : `${twoCases} Choose another name.`;
    throw chorusError('name-taken', `there is already a session ${JSON.stringify(taken)}`, hint);
  }

  /** @throws ChorusError (7) if its file is damaged. */
  read(name: string): Session | undefined {
    const path = this.path(name);
    const stored = readJsonFile(path);
    return stored && checkSession(stored, name, path);
  }

  /** Also undefined if its file is damaged. */
  readIfWhole(name: string): Session | undefined {
    try {
      return this.read(name);
    } catch (error) {
      if (error instanceof ChorusError) return undefined;
      throw error;
    }
  }

  async #write(session: Session): Promise<void> {
    const stored = inStableOrder(session);
    // Never write a file that could not be read back.
    const read = readSession(stored);
    if ('problem' in read) {
      const hint = 'This is a bug in chorus. Please report it.';
      throw chorusError('file-unwritable', `session ${JSON.stringify(session.name)} was not written: ${read.problem}`, hint);
    }
    ensureFolder(this.#home, 'sessions');
    await writeJsonFile(this.path(session.name), stored);
  }

  /** Always in the same order, so that two calls that swap names do not wait for each other. */
  async #underWriteLocks<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const [name, ...rest] = [...new Set(names)].sort();
    if (name === undefined) return work();
    const lock = await lockSession(this.#home, name, 'write', { waitMs: writeWait });
    try {
      return await this.#underWriteLocks(rest, work);
    } finally {
      lock.release(this.has(name) ? undefined : 'removed');
    }
  }
}

/** What to lock while a name is given: two calls whose names differ only by case have one lock in common. */
function inAnyCase(name: string): string[] {
  return [name, name.toLowerCase()];
}

/** Not by `localeCompare`, which takes ten times as long. */
function latestFirst(a: string, b: string): number {
  return a === b ? 0 : a < b ? 1 : -1;
}

const twoCases = 'Names that differ only by case are not two sessions.';

/** @param taken the session that is in the way. */
function nameTaken(name: string, taken: string): ChorusError {
  const hint =
    taken === name
      ? `Continue it: chorus resume ${name}. Or start a new conversation in its place: --force.`
      : `${twoCases} Continue it: chorus resume ${taken}. Or choose another name.`;
  return chorusError('name-taken', `there is already a session ${JSON.stringify(taken)}`, hint);
}

/** The session in a file; the file's name, not its content, decides the session's name. */
function checkSession(stored: JsonObject, name: string, path: string): Session {
  const read = readSession({ ...stored, name });
  if ('session' in read) return read.session;
  throw chorusError('file-damaged', `${path} is damaged: ${read.problem}`, repairHint(path));
}

/** Known keys first, in the order of the schema; then the others, in their existing order. */
function inStableOrder(session: Session): JsonObject {
  const stored = session as unknown as JsonObject;
  return { ...Object.fromEntries(sessionKeys.map((key) => [key, stored[key]])), ...stored };
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileError(from, 'renamed', 'Check the folder and its permissions.', cause);
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (cause) {
    throw fileError(path, 'removed', 'Check the folder and its permissions.', cause);
  }
}
