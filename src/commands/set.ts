import type { Command } from 'commander';
import { parseSettingValue, settingsFrom, unknownSetting } from '../core/setting-values.ts';
import { findSetting, type SettingKey, type Settings, type SettingValue } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { addSettingOptions, addSettingsHelp, readSettings, type SettingOptions } from './shared/setting-options.ts';
import { addTargetOptions, chooseTarget, type TargetOptions } from './shared/setting-target.ts';

interface SetCommandOptions extends TargetOptions, SettingOptions {
  name?: string | undefined;
  assignments?: readonly string[];
}

export function declare(command: Command): void {
  command.argument('[name]', 'the session').argument('[assignments...]', 'key=value, as in model=opus');
  addTargetOptions(command);
  addSettingOptions(command, 'Settings:');
  addSettingsHelp(
    command,
    `
A key is the flag in camelCase; profile=<name> gives the session a profile. Changes take effect with the next turn.

Examples:
  $ chorus set auth model=opus permissionMode=acceptEdits 'allowedTools=Edit,Bash(npm test)'
  $ chorus set --defaults maxTurns=20
  $ chorus set --profile careful permissionMode=plan effort=high`,
  );
}

export async function run(options: SetCommandOptions, context: Context): Promise<number> {
  const { target, others } = chooseTarget(context, options, [options.name, ...(options.assignments ?? [])]);
  const { profile, settings } = parseAssignments(others, context.cwd);
  const changes = { ...readSettings(options, context.cwd), ...settings };
  if (Object.keys(changes).length === 0 && profile === undefined)
    throw usageError('nothing to set', 'Give settings as key=value: chorus set auth model=opus');
  await target.change(changes, profile);
  return 0;
}

function parseAssignments(assignments: readonly string[], cwd: string): { profile: string | undefined; settings: Settings } {
  const values: [SettingKey, SettingValue][] = [];
  let profile: string | undefined;
  for (const assignment of assignments) {
    const [, key, text] = /^([^=]+)=([\s\S]*)$/.exec(assignment) ?? [];
    if (key === undefined || text === undefined)
      throw usageError(`${JSON.stringify(assignment)} is not key=value`, 'As in: chorus set auth model=opus');
    if (key === 'profile') profile = text;
    else {
      const definition = findSetting(key);
      if (!definition) throw unknownSetting(key, 'on the command line');
      values.push([definition.key, parseSettingValue(definition, text, cwd)]);
    }
  }
  return { profile, settings: settingsFrom(values) };
}
