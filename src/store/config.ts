import { join } from 'node:path';
import type { Config } from '../core/config.ts';
import { didYouMean } from '../core/nearest.ts';
import type { KeptSettings } from '../core/settings.ts';
import { ChorusError, chorusError } from '../errors.ts';
import { ensureFolder } from './home.ts';
import { isJsonObject, type JsonObject, lastGoodCopy, putLastGoodBack, readJsonFile, repairHint, writeJsonFile } from './json-file.ts';
import { lockSession } from './lock.ts';

/** `config.json`: the settings that stand below a session's own. */
export class ConfigStore {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  get path(): string {
    return join(this.#home, 'config.json');
  }

  /** @throws ChorusError (7) if the file is damaged, or was written by a later chorus. */
  get(): Config {
    return checkConfig(readJsonFile(this.path) ?? {}, this.path);
  }

  /** Undefined for a damaged file, too: for what goes on without it. */
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
    const { profiles } = this.get();
    const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (profile) return profile;
    const known = Object.keys(profiles);
    const otherwise = known.length > 0 ? `Profiles are ${known.join(', ')}.` : `Make it: chorus set --profile ${name} model=opus`;
    throw chorusError('profile-not-found', `there is no profile ${JSON.stringify(name)}`, didYouMean(name, known, otherwise));
  }

  async update(change: (current: Config) => Config): Promise<Config> {
    return this.#underLock(async () => {
      const next = change(this.get());
      await writeJsonFile(this.path, next as unknown as JsonObject);
      return next;
    });
  }

  /** Puts the last good copy in the place of a damaged file. @returns what was done, in words. @throws ChorusError (7) */
  async repair(): Promise<string> {
    return this.#underLock(async () => putLastGoodBack(this.path, (stored) => checkConfig(stored, lastGoodCopy(this.path))));
  }

  async #underLock<T>(work: () => Promise<T>): Promise<T> {
    ensureFolder(this.#home);
    // No session can have this name: it begins with a dot.
    const lock = await lockSession(this.#home, '.config', 'write', { waitMs: 30_000 });
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

function checkConfig(stored: JsonObject, path: string): Config {
  const { version = 1, defaults = {}, profiles = {} } = stored;
  if (version !== 1)
    throw chorusError(
      'later-version',
      `${path} has version ${JSON.stringify(version)}`,
      'It was written by a later chorus: update chorus.',
    );
  if (!isJsonObject(defaults) || !isJsonObject(profiles)) {
    throw chorusError('file-damaged', `${path} is damaged: defaults and profiles have to be objects`, repairHint(path));
  }
  return { ...stored, version, defaults, profiles } as Config;
}
