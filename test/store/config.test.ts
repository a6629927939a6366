import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigStore } from '../../src/store/config.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejectionOf, thrownBy } from '../support/thrown.ts';

function configOf(content?: string | object): { config: ConfigStore; path: string } {
  const home = temporaryFolder();
  const path = join(home, 'config.json');
  if (content !== undefined) writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return { config: new ConfigStore(home), path };
}

describe('the config', () => {
  test.each<[what: string, content: string | object | undefined, config: object]>([
    ['is empty without a file', undefined, { version: 1, defaults: {}, profiles: {} }],
    ['is empty in an empty file', {}, { version: 1, defaults: {}, profiles: {} }],
    [
      'is what was written, unknown keys too',
      { version: 1, defaults: { model: 'opus' }, profiles: { careful: { permissionMode: 'plan' } }, later: 1 },
      { version: 1, defaults: { model: 'opus' }, profiles: { careful: { permissionMode: 'plan' } }, later: 1 },
    ],
  ])('%s', (_, content, expected) => {
    expect(configOf(content).config.get()).toEqual(expected);
  });

  test('is not created by reading it', () => {
    const { config, path } = configOf();
    config.get();
    expect(existsSync(path)).toBe(false);
  });

  test.each<[what: string, content: string | object, message: (path: string) => unknown]>([
    ['of a later chorus', { version: 2 }, (path) => `${path} has version 2`],
    ['that is cut', '{"version":1', (path) => expect.stringContaining(`${path} is damaged: `)],
    ['with defaults that are a list', { defaults: [] }, (path) => `${path} is damaged: defaults: it must be an object`],
    ['with profiles that are null', { profiles: null }, (path) => `${path} is damaged: profiles: it must be an object`],
  ])('%s is an error, and is never overwritten', async (_, content, message) => {
    const { config, path } = configOf(content);
    const before = readFileSync(path, 'utf8');
    expect(thrownBy(() => config.get())).toMatchObject({ message: message(path), exitCode: 7 });
    expect(await rejectionOf(config.update((current) => current))).toMatchObject({ exitCode: 7 });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('is changed as it is on disk, with its unknown keys', async () => {
    const { config, path } = configOf({ version: 1, later: { x: 1 } });
    const made = Array.from({ length: 10 }, (_, index) =>
      config.update((current) => ({ ...current, profiles: { ...current.profiles, [`p${index}`]: { maxTurns: index + 1 } } })),
    );
    await Promise.all(made);
    const stored = JSON.parse(readFileSync(path, 'utf8')) as { later: unknown; profiles: object };
    expect(stored.later).toEqual({ x: 1 });
    expect(Object.keys(stored.profiles).length).toBe(10);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('can be the first file in the home', async () => {
    const home = join(temporaryFolder(), 'a', 'chorus');
    await new ConfigStore(home).update((current) => ({ ...current, defaults: { model: 'opus' } }));
    expect(new ConfigStore(home).get()).toEqual({ version: 1, defaults: { model: 'opus' }, profiles: {} });
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test('reports that it cannot be written', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'config.json'));
    expect(await rejectionOf(new ConfigStore(home).update((current) => current))).toMatchObject({ exitCode: 7 });
  });
});

describe('a profile', () => {
  test('is found by its name', () => {
    expect(configOf({ profiles: { careful: { model: 'opus' } } }).config.profile('careful')).toEqual({ model: 'opus' });
  });

  test.each([
    ['carefull', 'Did you mean careful?'],
    ['thorough', 'The profiles are careful, fast.'],
  ])('that does not exist is an error that names the nearest, or all: %s', (name, hint) => {
    expect(thrownBy(() => configOf({ profiles: { careful: {}, fast: {} } }).config.profile(name))).toEqual({
      message: `there is no profile "${name}"`,
      hint,
      exitCode: 2,
    });
  });

  test('that does not exist, when there are none, is an error that says how to create one', () => {
    for (const name of ['careful', 'toString', '__proto__', 'constructor']) {
      expect(thrownBy(() => configOf().config.profile(name))).toEqual({
        message: `there is no profile "${name}"`,
        hint: `Create it: chorus set --profile ${name} model=opus`,
        exitCode: 2,
      });
    }
  });
});
