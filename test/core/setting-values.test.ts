import { describe, expect, test } from 'vitest';
import { checkSettings, checkSettingValue, parseSettingValue, splitTools, unknownSetting } from '../../src/core/setting-values.ts';
import { findSetting, type SettingDefinition, type SettingValue, settingDefinitions } from '../../src/core/settings.ts';
import { thrownBy } from '../support/thrown.ts';

function setting(key: string): SettingDefinition {
  const definition = findSetting(key);
  if (!definition) throw new Error(`${key} is not in the table`);
  return definition;
}

describe('parseSettingValue', () => {
  test.each<[key: string, text: string, value: SettingValue]>([
    ['model', 'opus', 'opus'],
    ['model', ' opus ', ' opus '],
    ['permissionMode', 'plan', 'plan'],
    ['allowedTools', 'Bash(git log *),Edit', ['Bash(git log *)', 'Edit']],
    ['disallowedTools', 'Write Edit', ['Write', 'Edit']],
    ['tools', '', []],
    ['tools', 'default', ['default']],
    ['addDir', '../lib', ['/home/me/lib']],
    ['addDir', '/abs/a,b c', ['/abs/a,b c']],
    ['mcpConfig', 'mcp.json', ['/home/me/project/mcp.json']],
    ['mcpConfig', '{"mcpServers":{}}', ['{"mcpServers":{}}']],
    ['mcpConfig', ' {"mcpServers":{}}', [' {"mcpServers":{}}']],
    ['settings', './s.json', '/home/me/project/s.json'],
    ['settings', '{"model":"opus"}', '{"model":"opus"}'],
    ['agents', '{"a":{"description":"d","prompt":"p"}}', '{"a":{"description":"d","prompt":"p"}}'],
    ['agents', 'agents.json', '/home/me/project/agents.json'],
    ['systemPrompt', 'You are\n"blunt".', 'You are\n"blunt".'],
    ['systemPrompt', 'prompt.md', 'prompt.md'],
    ['systemPromptFile', 'prompt.md', '/home/me/project/prompt.md'],
    ['appendSystemPromptFile', '../x/prompt.md', '/home/me/x/prompt.md'],
    ['settingSources', 'user,project', 'user,project'],
    ['betas', 'one,two', ['one,two']],
    ['pluginDir', 'p', ['/home/me/project/p']],
    ['pluginUrl', 'https://example.org/a.zip', ['https://example.org/a.zip']],
    ['maxTurns', '3', 3],
    ['maxBudgetUsd', '0.5', 0.5],
    ['budgetUsd', '1e1', 10],
    ['strictMcpConfig', 'true', true],
    ['strictMcpConfig', 'ON', true],
    ['strictMcpConfig', 'yes', true],
    ['strictMcpConfig', '1', true],
    ['strictMcpConfig', 'false', false],
    ['strictMcpConfig', 'Off', false],
    ['strictMcpConfig', 'no', false],
    ['strictMcpConfig', '0', false],
    ['timeout', '90', 90],
    ['timeout', '90s', 90],
    ['timeout', '5m', 300],
    ['timeout', '1.5h', 5400],
    ['timeout', ' 2h ', 7200],
    ['cwd', 'sub', '/home/me/project/sub'],
    ['extraArgs', '--new-flag', ['--new-flag']],
    ['extraArgs', '["--a","b c"]', ['--a', 'b c']],
    ['extraArgs', '[not json', ['[not json']],
    ['jsonSchema', '{"type":"object"}', '{"type":"object"}'],
    ['debugFile', 'd.log', '/home/me/project/d.log'],
  ])('%s=%s', (key, text, value) => {
    expect(parseSettingValue(setting(key), text, '/home/me/project')).toEqual(value);
  });

  test.each<[key: string, text: string, message: string, hint: string]>([
    ['model', '', '--model must be a non-empty text', 'It is "". --model: alias (opus, sonnet, …) or full name.'],
    ['model', 'a\0b', '--model must be a non-empty text', 'It is "a\\u0000b". --model: alias (opus, sonnet, …) or full name.'],
    [
      'permissionMode',
      'yolo',
      '--permission-mode must be one of acceptEdits, auto, bypassPermissions, default, dontAsk, manual, plan',
      'It is "yolo". --permission-mode: how tools are permitted.',
    ],
    [
      'effort',
      'HIGH',
      '--effort must be one of low, medium, high, xhigh, max',
      'Did you mean high? It is "HIGH". --effort: how hard the model thinks.',
    ],
    ['maxTurns', '', '--max-turns must be a whole number above 0', 'It is "". --max-turns: maximum number of agentic turns in one call.'],
    ['maxTurns', '0', '--max-turns must be a whole number above 0', 'It is "0". --max-turns: maximum number of agentic turns in one call.'],
    [
      'maxTurns',
      '-1',
      '--max-turns must be a whole number above 0',
      'It is "-1". --max-turns: maximum number of agentic turns in one call.',
    ],
    [
      'maxTurns',
      'many',
      '--max-turns must be a whole number above 0',
      'It is "many". --max-turns: maximum number of agentic turns in one call.',
    ],
    [
      'maxTurns',
      'Infinity',
      '--max-turns must be a whole number above 0',
      'It is "Infinity". --max-turns: maximum number of agentic turns in one call.',
    ],
    [
      'jsonSchema',
      'a b.json',
      '--json-schema must be a JSON Schema, an object; it is not valid JSON: Unexpected token \'a\', "a b.json" is not valid JSON',
      'For a file: --json-schema "$(cat \'a b.json\')". It is "a b.json". --json-schema: JSON Schema that the answer must match.',
    ],
    ['chrome', 'maybe', '--chrome must be true or false', 'It is "maybe". --chrome: use Claude in Chrome.'],
    [
      'timeout',
      '5d',
      '--timeout must be seconds, or a time like 90s, 5m or 2h',
      'It is "5d". --timeout: end a longer turn: seconds, or 90s, 5m, 2h.',
    ],
    [
      'timeout',
      '0',
      '--timeout must be seconds, or a time like 90s, 5m or 2h',
      'It is "0". --timeout: end a longer turn: seconds, or 90s, 5m, 2h.',
    ],
    [
      'extraArgs',
      '[1]',
      '--extra-args must be a list of non-empty texts',
      'It is "[1]". --extra-args: arguments for claude that this table does not have; also those after -- on the command line.',
    ],
  ])('%s=%s is refused', (key, text, message, hint) => {
    expect(thrownBy(() => parseSettingValue(setting(key), text, '/'))).toEqual({ message, hint, exitCode: 2 });
  });
});

describe('checkSettingValue', () => {
  const wrong: Record<SettingDefinition['kind'], unknown[]> = {
    text: ['', 1, true, null, ['a'], {}, 'a\0'],
    file: ['', 1, null, 'a\0'],
    list: ['a', [''], [1], [null], { 0: 'a' }, ['a\0'], null],
    number: ['1', 0, -1, Number.NaN, Number.POSITIVE_INFINITY, null, [1]],
    duration: ['90s', 0, -1, Number.NaN, null],
    switch: ['true', 1, 0, null],
    choice: ['', 'other', 1, null],
  };
  const right: Record<SettingDefinition['kind'], unknown[]> = {
    text: ['a'],
    file: ['/a'],
    list: [[], ['a', 'b']],
    number: [1, 0.001],
    duration: [1, 0.5],
    switch: [true, false],
    choice: [],
  };

  test.each(settingDefinitions)('$key', (definition) => {
    const plain = definition.key === 'jsonSchema' ? ['{}'] : right[definition.kind];
    for (const value of definition.isWhole ? [1, 20] : plain) expect(checkSettingValue(definition, value)).toBeUndefined();
    for (const value of definition.choices ?? []) expect(checkSettingValue(definition, value)).toBeUndefined();
    for (const value of [...wrong[definition.kind], ...(definition.isWhole ? [1.5] : [])]) {
      expect({ value, problem: checkSettingValue(definition, value) }).toEqual({ value, problem: expect.stringMatching(/./) });
    }
  });
});

describe('checkSettings', () => {
  test('returns valid settings', () => {
    const settings = { model: 'opus', allowedTools: ['Edit'], maxTurns: 3, chrome: false };
    expect(checkSettings(settings, 'defaults')).toEqual(settings);
  });

  test.each([
    [
      null,
      { message: 'the settings of defaults are not an object', hint: 'Fix the file, or set them again with chorus set.', exitCode: 2 },
    ],
    [
      ['model'],
      { message: 'the settings of defaults are not an object', hint: 'Fix the file, or set them again with chorus set.', exitCode: 2 },
    ],
    [
      { maxTurns: '3' },
      { message: 'maxTurns of defaults must be a whole number above 0', hint: 'It is "3". Change it with chorus set.', exitCode: 2 },
    ],
    [
      { 'allowed-tools': ['Edit'] },
      {
        message: '"allowed-tools" in the settings of defaults is not a setting',
        hint: 'Did you mean allowedTools?',
        exitCode: 2,
      },
    ],
  ])('%j', (settings, thrown) => {
    expect(thrownBy(() => checkSettings(settings, 'defaults'))).toEqual(thrown);
  });
});

test('the error for an unknown setting names the nearest one, or all of them', () => {
  expect(unknownSetting('--Permission_Mode', 'on the command line')).toMatchObject({ hint: 'Did you mean permissionMode?', exitCode: 2 });
  expect(unknownSetting('colour', 'on the command line')).toMatchObject({
    message: '"colour" on the command line is not a setting',
    hint: 'All settings: chorus help settings.',
  });
});

describe('splitTools', () => {
  test.each<[text: string, tools: string[]]>([
    ['', []],
    [' , ', []],
    ['Edit', ['Edit']],
    ['Edit,Read', ['Edit', 'Read']],
    ['Edit Read', ['Edit', 'Read']],
    ['Edit, Read ,\tWrite\n', ['Edit', 'Read', 'Write']],
    ['Bash(git log *),Edit', ['Bash(git log *)', 'Edit']],
    ['Bash(git log --format=%h, %s) Edit', ['Bash(git log --format=%h, %s)', 'Edit']],
    ['Bash(f(a, b)),Edit', ['Bash(f(a, b))', 'Edit']],
    ['Bash(echo )),Edit', ['Bash(echo ))', 'Edit']],
    ['Bash(git log,Edit', ['Bash(git log,Edit']],
    ['mcp__server__tool,Read(//etc/**)', ['mcp__server__tool', 'Read(//etc/**)']],
  ])('%j', (text, tools) => {
    expect(splitTools(text)).toEqual(tools);
  });
});
