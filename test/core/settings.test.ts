import { describe, expect, test } from 'vitest';
import { measuredReleases } from '../../src/claude/call/releases.ts';
import { checkSettingValue } from '../../src/core/setting-values.ts';
import { builtInSettings, findSetting, settingDefinitions, systemPromptKeys } from '../../src/core/settings.ts';
import facts from '../fixtures/claude-releases.json' with { type: 'json' };

describe('the settings table', () => {
  test('has every expected setting', () => {
    const named =
      'model permissionMode allowedTools disallowedTools tools addDir mcpConfig strictMcpConfig systemPrompt systemPromptFile ' +
      'appendSystemPrompt appendSystemPromptFile agent agents effort fallbackModel maxTurns maxBudgetUsd settings settingSources ' +
      'pluginDir betas jsonSchema includePartialMessages extraArgs cwd budgetUsd timeout maxAgeDays expiry onGone onModelChange ' +
      'name thinking thinkingDisplay taskBudget fastMode appendSubagentSystemPrompt appendSubagentSystemPromptFile planModeInstructions ' +
      'inheritPermissionMode';
    expect(named.split(' ').filter((key) => !findSetting(key))).toEqual([]);
  });

  test('has each key once, and each spelling once', () => {
    const keys = settingDefinitions.map(({ key }) => key);
    const flags = settingDefinitions.flatMap(({ flag, aliases = [] }) => [flag, ...aliases]);
    expect(keys).toEqual([...new Set(keys)]);
    expect(flags).toEqual([...new Set(flags)]);
  });

  test("derives a flag from its key, and has both of Claude's spellings for the tool lists", () => {
    const odd = settingDefinitions
      .filter(({ key, flag }) => flag !== `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
      .map(({ key, flag, aliases }) => [key, flag, aliases]);
    expect(odd).toEqual([
      ['allowedTools', '--allowedTools', ['--allowed-tools']],
      ['disallowedTools', '--disallowedTools', ['--disallowed-tools']],
    ]);
  });

  test.each(settingDefinitions)('$key is complete', ({ key, owner, kind, choices, placeholder, since, help, negatable, separator }) => {
    expect(findSetting(key)?.key).toBe(key);
    expect({ choices: choices !== undefined }).toEqual({ choices: kind === 'choice' });
    expect({ placeholder: placeholder !== undefined }).toEqual({ placeholder: kind !== 'switch' });
    expect({ measured: since === undefined ? null : (measuredReleases as readonly string[]).includes(since) }).toEqual({
      measured: owner === 'claude' ? true : null,
    });
    if (negatable) expect(kind).toBe('switch');
    if (separator) expect(kind).toBe('list');
    expect(help).toMatch(/^[^\n]+[^.\n]$/);
  });

  test('dates no flag later than the first release whose help shows it', () => {
    const late = settingDefinitions.flatMap(({ flag, owner, since }) => {
      const shown = facts.find(({ flagsInHelp }) => flagsInHelp.includes(flag))?.release;
      if (owner !== 'claude' || shown === undefined || since === undefined) return [];
      const order = (release: string) => (measuredReleases as readonly string[]).indexOf(release);
      return order(since) > order(shown) ? [`${flag}: since ${since}, seen in ${shown}`] : [];
    });
    expect(late).toEqual([]);
  });

  test('accepts every permission mode of every release', () => {
    const modes = new Set(facts.flatMap(({ permissionModeChoices }) => permissionModeChoices));
    expect([...(findSetting('permissionMode')?.choices ?? [])].sort()).toEqual([...modes].sort());
  });

  test("has built-in values only for chorus's own settings, and valid ones", () => {
    expect(builtInSettings).toEqual({
      onBackgroundTasks: 'wait',
      backgroundTimeout: 600,
      vault: true,
      maxAgeDays: 25,
      expiry: 'when-gone',
      onGone: 'fail',
      onModelChange: 'warn',
      onLimit: 'fail',
      onLimitTimeout: 21_600,
    });
    for (const [key, value] of Object.entries(builtInSettings)) {
      const definition = findSetting(key);
      if (!definition) throw new Error(`${key} is not in the table`);
      expect(definition.owner).toBe('chorus');
      expect(checkSettingValue(definition, value)).toBeUndefined();
    }
  });

  test('has the four keys of the system prompt, which Claude records; not those of subagents', () => {
    expect(systemPromptKeys).toEqual(settingDefinitions.map(({ key }) => key).filter((key) => /^(append)?systemPrompt(File)?$/i.test(key)));
  });

  test.each(['Model', 'allowed-tools', '--model', '', 'constructor', '__proto__'])('does not know %j', (key) => {
    expect(findSetting(key)).toBeUndefined();
  });
});
