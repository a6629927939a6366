import { join } from 'node:path';
import type { Config } from '../core/config.ts';
import type { JsonObject } from '../core/json.ts';
import { profileOf } from '../core/resolve.ts';
import type { KeptSettings } from '../core/settings.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { readConfig } from './config-schema.ts';
import { ensureFolder } from './home.ts';
import { lastGoodCopy, putLastGoodBack, readJsonFile, repairHint, writeJsonFile } from './json-file.ts';
import { lockSession } from './lock.ts';

/** `config.json`: settings that apply where a session has none of its own. */
export class ConfigStore {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  get path(): string {
    return join(this.#home, 'config.json');
  }

  /** @throws ChorusError (7) if the file is damaged or was written by a newer version of chorus. */
  get(): Config {
    return checkConfig(readJsonFile(this.path) ?? {}, this.path);
  }

  /** Undefined if the file is damaged, for callers that do not depend on it. */
  getIfWhole(): Config | undefined {
    try {
      return this.get();
    } catch (error) {
      if (error instanceof ChorusError) return undefined;
      throw error;
    }
  }

  /** @throws ChorusError (2) if there is no such profile. */
  profile(name: string): KeptSettings {
    return profileOf(this.get(), name);
  }

  async update(change: (current: Config) => Config): Promise<Config> {
    return this.#underLock(async () => {
      const next = change(this.get());
      await writeJsonFile(this.path, next as unknown as JsonObject);
      return next;
    });
  }

  /** Replaces a damaged file by its last good copy. @returns a description of what was done. @throws ChorusError (7) */
  async repair(): Promise<string> {
    return this.#underLock(async () => putLastGoodBack(this.path, (stored) => checkConfig(stored, lastGoodCopy(this.path))));
  }

  async #underLock<T>(work: () => Promise<T>): Promise<T> {
    ensureFolder(this.#home);
    // A session cannot have this name: it begins with a dot.
    const lock = await lockSession(this.#home, '.config', 'write', { waitMs: 30_000 });
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

function checkConfig(stored: JsonObject, path: string): Config {
  const { version = 1 } = stored;
  if (version !== 1) {
    const problem = `${path} has version ${JSON.stringify(version)}`;
    throw chorusError('later-version', problem, 'It was written by a newer version of chorus: update chorus.');
  }
  const read = readConfig(stored);
  if ('config' in read) return read.config;
  throw chorusError('file-damaged', `${path} is damaged: ${read.problem}`, repairHint(path));
}
