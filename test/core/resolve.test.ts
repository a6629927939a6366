import { describe, expect, test } from 'vitest';
import { claudeSettings, resolveSetting, resolveSettings, type SettingSources, settingValues } from '../../src/core/resolve.ts';
import { builtInSettings, type Settings } from '../../src/core/settings.ts';
import { ChorusError } from '../../src/errors.ts';

interface Layers {
  call?: Settings;
  session?: Settings;
  profile?: { name: string; settings: Settings };
  defaults?: Settings;
}

function sourcesOf({ call = {}, session = {}, profile, defaults = {} }: Layers): SettingSources {
  return {
    call,
    session: { name: 'auth', settings: session, profile: profile?.name ?? null },
    config: { version: 1, defaults, profiles: profile ? { [profile.name]: profile.settings } : {} },
  };
}

const builtIn = {
  onBackgroundTasks: { value: 'wait', origin: 'built-in' },
  backgroundTimeout: { value: 600, origin: 'built-in' },
  vault: { value: true, origin: 'built-in' },
  maxAgeDays: { value: 25, origin: 'built-in' },
  expiry: { value: 'when-gone', origin: 'built-in' },
  onGone: { value: 'fail', origin: 'built-in' },
  onModelChange: { value: 'warn', origin: 'built-in' },
  onLimit: { value: 'fail', origin: 'built-in' },
  onLimitTimeout: { value: 21_600, origin: 'built-in' },
};

describe('resolveSettings', () => {
  test.each<[what: string, layers: Layers, resolved: object]>([
    ['nothing set', {}, builtIn],
    [
      'each layer has its say',
      {
        call: { model: 'call' },
        session: { model: 'session', effort: 'high' },
        profile: { name: 'careful', settings: { model: 'profile', effort: 'low', permissionMode: 'plan' } },
        defaults: { model: 'defaults', effort: 'max', permissionMode: 'default', maxTurns: 9, onGone: 'fresh' },
      },
      {
        model: { value: 'call', origin: 'call' },
        permissionMode: { value: 'plan', origin: 'profile:careful' },
        effort: { value: 'high', origin: 'session' },
        maxTurns: { value: 9, origin: 'defaults' },
        ...builtIn,
        onGone: { value: 'fresh', origin: 'defaults' },
      },
    ],
    [
      "a higher layer's list replaces a lower one's",
      { call: { allowedTools: [] }, session: { allowedTools: ['Edit'], addDir: ['/a'] }, defaults: { addDir: ['/b'], tools: ['Read'] } },
      {
        allowedTools: { value: [], origin: 'call' },
        tools: { value: ['Read'], origin: 'defaults' },
        addDir: { value: ['/a'], origin: 'session' },
        ...builtIn,
      },
    ],
    [
      'arguments that the table does not know are joined, those of this call last',
      {
        call: { extraArgs: ['--call'] },
        session: { extraArgs: ['--session', 'x'] },
        profile: { name: 'careful', settings: { extraArgs: [] } },
        defaults: { extraArgs: ['--defaults'] },
      },
      { ...builtIn, extraArgs: { value: ['--defaults', '--session', 'x', '--call'], origin: 'call' } },
    ],
    [
      'a switch that is off hides one that is on',
      { call: { bare: false }, session: { bare: true } },
      { bare: { value: false, origin: 'call' }, ...builtIn },
    ],
    [
      'undefined is not set',
      { call: { model: undefined as unknown as string }, session: { model: 'opus' } },
      {
        model: { value: 'opus', origin: 'session' },
        ...builtIn,
      },
    ],
  ])('%s', (_, layers, resolved) => {
    expect(resolveSettings(sourcesOf(layers))).toEqual(resolved);
    expect(resolveSettings(sourcesOf(layers), 'lenient')).toEqual(resolved);
  });

  test('returns settings in the order of the table, whatever the order of the layers', () => {
    const resolved = resolveSettings(sourcesOf({ call: { timeout: 5, effort: 'low' }, defaults: { addDir: ['/a'], model: 'opus' } }));
    expect(Object.keys(resolved)).toEqual(['model', 'addDir', 'effort', 'timeout', ...Object.keys(builtIn)]);
  });

  test('settingValues returns the plain values', () => {
    expect(settingValues(resolveSettings(sourcesOf({ session: { model: 'opus' } })))).toEqual({
      model: 'opus',
      ...builtInSettings,
    });
  });
});

describe('files that were edited by hand', () => {
  const odd = (settings: object) => settings as Settings;

  test.each<[what: string, sources: SettingSources, error: RegExp]>([
    ['a key that is not in the table', sourcesOf({ session: odd({ colour: 'red' }) }), /"colour" in the settings of session "auth"/],
    ['a value of the wrong kind', sourcesOf({ defaults: odd({ vault: 'yes' }) }), /vault of defaults must be true or false/],
    ['a list that is not a list', sourcesOf({ session: odd({ extraArgs: '--x' }) }), /extraArgs of session "auth" must be/],
    ['a profile that is not an object', sourcesOf({ profile: { name: 'p', settings: odd(['x']) } }), /profile "p" are not an object/],
    [
      'a profile that does not exist',
      { ...sourcesOf({}), session: { name: 'auth', settings: {}, profile: 'gone' } },
      /there is no profile "gone"/,
    ],
    [
      'a profile named like what every object has',
      { ...sourcesOf({}), session: { name: 'auth', settings: {}, profile: 'constructor' } },
      /there is no profile "constructor"/,
    ],
  ])('%s: strict throws, lenient ignores it', (_, sources, error) => {
    expect(() => resolveSettings(sources)).toThrow(ChorusError);
    expect(() => resolveSettings(sources)).toThrow(error);
    expect(resolveSettings(sources, 'lenient')).toEqual(builtIn);
  });

  test('lenient takes the value of the next layer with a valid one', () => {
    const sources = sourcesOf({ session: odd({ model: 7 }), defaults: { model: 'opus' } });
    expect(resolveSettings(sources, 'lenient').model).toEqual({ value: 'opus', origin: 'defaults' });
  });

  test('lenient works without a config', () => {
    const { session } = sourcesOf({ session: { model: 'opus' } });
    expect(resolveSettings({ session, config: undefined }, 'lenient')).toEqual({ model: { value: 'opus', origin: 'session' }, ...builtIn });
  });
});

test('a single setting has the same value as among all', () => {
  const layers: Layers = { call: { extraArgs: ['--call'] }, session: { model: 'opus' }, defaults: { extraArgs: ['--defaults'] } };
  const all = resolveSettings(sourcesOf(layers));
  for (const key of ['model', 'extraArgs', 'vault', 'effort'] as const) expect(resolveSetting(key, sourcesOf(layers))).toEqual(all[key]);
});

test("claudeSettings has Claude's settings, not chorus's", () => {
  const given = claudeSettings({ model: 'opus', cwd: '/a', budgetUsd: 1, timeout: 5, extraArgs: ['--x'], maxTurns: 3 });
  expect(given.map(({ definition, value }) => [definition.flag, value])).toEqual([
    ['--model', 'opus'],
    ['--max-turns', 3],
  ]);
});
