import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ChorusError, type ErrorCode } from '../../src/errors.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';

test('settings are changed in each place, and undefined removes one', async () => {
  const { chorus } = scriptedChorus('2.1.329');
  await chorus.record('auth');
  for (const place of [{ session: 'auth' }, { profile: 'fast' }, 'defaults'] as const) {
    expect(await chorus.settingsAt(place)).toEqual({});
    await chorus.changeSettingsAt(place, { model: 'haiku', effort: 'low' });
    await chorus.changeSettingsAt(place, { effort: undefined, maxTurns: 3 });
    expect(await chorus.settingsAt(place)).toEqual({ model: 'haiku', maxTurns: 3 });
  }
  expect(chorus.config()).toMatchObject({
    defaults: { model: 'haiku', maxTurns: 3 },
    profiles: { fast: { model: 'haiku', maxTurns: 3 } },
  });
});

test('places do not disturb each other, and a resume sees the highest one', async () => {
  const { chorus } = scriptedChorus('2.1.329');
  await chorus.changeSettingsAt('defaults', { model: 'opus', maxTurns: 9 });
  await chorus.changeSettingsAt({ profile: 'fast' }, { model: 'haiku' });
  await chorus.record('auth', { profile: 'fast' });
  await chorus.changeSettingsAt({ session: 'auth' }, { effort: 'high' });
  expect(await chorus.settings('auth')).toMatchObject({
    model: { value: 'haiku', origin: 'profile:fast' },
    maxTurns: { value: 9, origin: 'defaults' },
    effort: { value: 'high', origin: 'session' },
  });
});

const refused: [ErrorCode, () => Parameters<ReturnType<typeof scriptedChorus>['chorus']['changeSettingsAt']>][] = [
  ['session-not-found', () => [{ session: 'nobody' }, { model: 'opus' }]],
  ['invalid-name', () => [{ profile: '../fast' }, { model: 'opus' }]],
  ['invalid-setting', () => ['defaults', { maxTurns: -1 }]],
  ['unknown-setting', () => ['defaults', { modell: 'opus' } as object]],
];

test.each(refused)('%s: nothing is written', async (code, change) => {
  const { chorus } = scriptedChorus('2.1.329');
  const error = await chorus.changeSettingsAt(...change()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ChorusError);
  expect(error).toMatchObject({ code });
  expect(existsSync(chorus.paths.config)).toBe(false);
  expect(chorus.list()).toEqual([]);
});

test('keys that chorus does not know stay in the file', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  await store.config.update((config) => ({ ...config, defaults: { later: 'value' } }));
  await chorus.changeSettingsAt('defaults', { model: 'opus' });
  expect(JSON.parse(readFileSync(chorus.paths.config, 'utf8'))).toMatchObject({ defaults: { later: 'value', model: 'opus' } });
});
