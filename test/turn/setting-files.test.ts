import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SettingKey, type Settings, settingDefinitions } from '../../src/core/settings.ts';
import { plainTurn } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { rejectionOf } from '../support/thrown.ts';

/** Chorus in a directory with good and bad files. */
function withFiles() {
  const scripted = scriptedChorus('2.1.329', plainTurn());
  const { work } = scripted;
  const path = (name: string) => join(work, name);
  for (const folder of ['dir', 'plugin/.claude-plugin', 'broken/.claude-plugin', 'bare']) mkdirSync(path(folder), { recursive: true });
  for (const [name, text] of Object.entries({
    'bad.json': '{bad',
    'mcp.json': '{"mcpServers":{}}',
    'settings.json': '{}',
    'agents.json': '{"a":{"description":"d","prompt":"p"}}',
    'prompt.md': 'caf\u00e9',
    'plugin.zip': 'PK',
    'plugin/.claude-plugin/plugin.json': '{"name":"p"}',
    'broken/.claude-plugin/plugin.json': '{bad',
  }))
    writeFileSync(path(name), text);
  writeFileSync(path('latin.md'), Buffer.from('one\ncaf\u00e9', 'latin1'));
  return { path, ...scripted };
}

const lists: readonly SettingKey[] = settingDefinitions.filter(({ kind }) => kind === 'list').map(({ key }) => key);

function settingsOf(key: SettingKey, value: string): Settings {
  return { [key]: lists.includes(key) ? [value] : value };
}

/** What is wrong, in a message, with `DIR` for the directory. */
const bad: [key: SettingKey, file: string, problem: string][] = [
  ['mcpConfig', 'nope.json', 'names nothing that exists: DIR/nope.json'],
  [
    'mcpConfig',
    'bad.json',
    'names DIR/bad.json, which must be a JSON object with "mcpServers", an object of servers; it is not valid JSON: ',
  ],
  ['mcpConfig', 'settings.json', 'names DIR/settings.json, which must be a JSON object with "mcpServers", an object of servers'],
  ['mcpConfig', 'dir', 'names a directory, not a file: DIR/dir'],
  ['settings', 'nope.json', 'names nothing that exists: DIR/nope.json'],
  ['settings', 'bad.json', 'names DIR/bad.json, which must be a JSON object; it is not valid JSON: '],
  ['agents', 'nope.json', 'names nothing that exists: DIR/nope.json'],
  [
    'agents',
    'bad.json',
    'names DIR/bad.json, which must be a JSON object of agents, each an object with "description" and "prompt"; it is not valid JSON: ',
  ],
  ['pluginDir', 'nope', 'names nothing that exists: DIR/nope'],
  ['pluginDir', 'prompt.md', 'names neither a directory nor a .zip: DIR/prompt.md'],
  ['pluginDir', 'broken', 'names a plugin whose manifest is no JSON object: DIR/broken/.claude-plugin/plugin.json'],
  ['addDir', 'nope', 'names nothing that exists: DIR/nope'],
  ['addDir', 'prompt.md', 'names no directory: DIR/prompt.md'],
  ['systemPromptFile', 'nope.md', 'names nothing that exists: DIR/nope.md'],
  ['systemPromptFile', 'dir', 'names a directory, not a file: DIR/dir'],
  ['appendSystemPromptFile', 'latin.md', 'names a file that is not UTF-8 (byte 0xE9 at offset 7, line 2): DIR/latin.md'],
];

describe('a file that a setting names is looked at before anything is started', () => {
  test.each(bad)('as a flag: %s=%s', async (key, file, problem) => {
    const { chorus, claude, path, work } = withFiles();
    const settings = settingsOf(key, path(file));
    const flag = settingDefinitions.find((definition) => definition.key === key)?.flag;
    const refused = {
      message: expect.stringContaining(`${flag} ${problem.replace('DIR', work)}`),
      hint: `Nothing was started. Give another ${flag}.`,
      exitCode: 2,
    };
    expect(await rejectionOf(chorus.start('auth', 'Hi', { settings }).outcome)).toEqual(refused);
    expect(chorus.has('auth')).toBe(false);
    await chorus.start('auth', 'Hi');
    const before = await chorus.get('auth');
    expect(await rejectionOf(chorus.resume('auth', 'Hi', { settings, save: true }).outcome)).toEqual(refused);
    expect(await rejectionOf(chorus.preview({ action: 'resume', name: 'auth', options: { settings } }))).toEqual(refused);
    expect(await chorus.get('auth')).toEqual(before);
    expect(claude.calls()).toHaveLength(1);
  });

  test.each(bad)('as a pin: %s=%s, which leaves a healthy session as it is', async (key, file, problem) => {
    const { chorus, claude, path, work } = withFiles();
    await chorus.start('auth', 'Hi');
    await chorus.set('auth', settingsOf(key, path(file)));
    const before = await chorus.get('auth');
    const refused = await rejectionOf(chorus.resume('auth', 'Hi').outcome);
    expect(refused.exitCode).toBe(2);
    expect(refused.message).toContain(`${key} of session "auth" ${problem.replace('DIR', work)}`);
    expect(refused.hint).toContain(`chorus unset auth ${key}`);
    expect(await chorus.get('auth')).toEqual(before);
    expect(claude.calls()).toHaveLength(1);
  });

  test('in a profile, and in the defaults: the message says so', async () => {
    const { chorus, claude, path } = withFiles();
    await chorus.changeSettingsAt({ profile: 'careful' }, { mcpConfig: [path('nope.json')] });
    await chorus.changeSettingsAt('defaults', { settings: path('bad.json') });
    const inDefaults = await rejectionOf(chorus.start('auth', 'Hi').outcome);
    expect(inDefaults.message).toMatch(/^settings of defaults names \S+bad\.json, which must be a JSON object; it is not valid JSON/);
    expect(inDefaults.hint).toContain('chorus unset --defaults settings');
    const inProfile = await rejectionOf(chorus.start('auth', 'Hi', { profile: 'careful', settings: { settings: '{}' } }).outcome);
    expect(inProfile.message).toMatch(/^mcpConfig of profile "careful" names nothing that exists/);
    expect(inProfile.hint).toContain('chorus unset --profile careful mcpConfig');
    expect([chorus.has('auth'), claude.calls()]).toEqual([false, []]);
  });
});

test('good files, folders and JSON pass', async () => {
  const { chorus, path } = withFiles();
  const { exitCode } = await chorus.start('auth', 'Hi', {
    settings: {
      mcpConfig: [path('mcp.json'), '{"mcpServers":{}}'],
      settings: path('settings.json'),
      agents: path('agents.json'),
      pluginDir: [path('plugin'), path('bare'), path('plugin.zip')],
      addDir: [path('dir')],
      systemPromptFile: path('prompt.md'),
      jsonSchema: '{"type":"object"}',
    },
  });
  expect(exitCode).toBe(0);
});

describe('JSON text is looked at as soon as it is given', () => {
  const texts: [key: SettingKey, json: string][] = [
    ['mcpConfig', '{bad'],
    ['settings', '{bad}'],
    ['agents', '[]'],
    ['jsonSchema', 'schema.json'],
  ];

  test.each(texts)('%s=%s is not kept, nor used', async (key, json) => {
    const { chorus, claude } = withFiles();
    await chorus.record('auth');
    const settings = settingsOf(key, json);
    for (const refused of [
      chorus.set('auth', settings),
      chorus.changeSettingsAt('defaults', settings),
      chorus.record('other', { settings }),
      chorus.resume('auth', 'Hi', { settings }).outcome,
    ])
      expect(await rejectionOf(refused)).toMatchObject({
        message: expect.stringMatching(`^${key} of this call must be a JSON `),
        exitCode: 2,
      });
    expect((await chorus.get('auth')).settings).toEqual({});
    expect(claude.calls()).toEqual([]);
  });

  test.each(texts)('%s=%s in a file that was edited by hand is refused, and named', async (key, json) => {
    const { chorus, store } = withFiles();
    await chorus.record('auth');
    await store.sessions.update('auth', () => ({ settings: settingsOf(key, json) }));
    expect((await rejectionOf(chorus.resume('auth', 'Hi').outcome)).message).toMatch(`${key} of session "auth" must be a JSON `);
  });
});
