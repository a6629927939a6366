import { describe, expect, test } from 'vitest';
import { claudeSettings, resolveSettings, type SettingLayers, settingValues } from '../../src/core/resolve.ts';
import { builtInSettings } from '../../src/core/settings.ts';

const none: SettingLayers = { call: {}, session: {}, profile: null, defaults: {} };

const builtIn = {
  onBackgroundTasks: { value: 'wait', origin: 'built-in' },
  backgroundTimeout: { value: 600, origin: 'built-in' },
  vault: { value: true, origin: 'built-in' },
  maxAgeDays: { value: 25, origin: 'built-in' },
  expiry: { value: 'when-gone', origin: 'built-in' },
  onGone: { value: 'fail', origin: 'built-in' },
  onModelChange: { value: 'warn', origin: 'built-in' },
};

describe('resolveSettings', () => {
  test.each<[what: string, layers: Partial<SettingLayers>, resolved: object]>([
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
      'a key that the table does not know is no setting',
      { session: { ...{ colour: 'red' }, model: undefined as unknown as string } },
      builtIn,
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
    expect(resolveSettings({ ...none, ...layers })).toEqual(resolved);
  });

  test('gives them in the order of the table, whatever the order of the layers', () => {
    const resolved = resolveSettings({ ...none, call: { timeout: 5, effort: 'low' }, defaults: { addDir: ['/a'], model: 'opus' } });
    expect(Object.keys(resolved)).toEqual(['model', 'addDir', 'effort', 'timeout', ...Object.keys(builtIn)]);
  });

  test('gives the plain values', () => {
    expect(settingValues(resolveSettings({ ...none, session: { model: 'opus' } }))).toEqual({
      model: 'opus',
      ...builtInSettings,
    });
  });
});

test("claude is given its own settings, not chorus's", () => {
  const given = claudeSettings({
    model: 'opus',
    cwd: '/a',
    budgetUsd: 1,
    timeout: 5,
    extraArgs: ['--x'],
    maxTurns: 3,
    ...{ colour: 'red' },
  });
  expect(given.map(({ definition, value }) => [definition.flag, value])).toEqual([
    ['--model', 'opus'],
    ['--max-turns', 3],
  ]);
});
