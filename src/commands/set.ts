import type { Command } from 'commander';
import { parseSettingValue, settingsFrom, unknownSetting } from '../core/setting-values.ts';
import { findSetting, type SettingKey, type Settings, type SettingValue } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import type { Invocation } from './shared/invocation.ts';
import { addSettingOptions } from './shared/setting-options.ts';
import { addTargetOptions, chooseTarget, type TargetOptions } from './shared/setting-target.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  addTargetOptions(command.argument('[name]', 'the session').argument('[assignments...]', 'key=value, as in model=opus'));
  const readSettings = addSettingOptions(command, 'Settings:');
  command.addHelpText(
    'after',
    `
Keys are the flags in camelCase; profile=<name> gives a session a profile. What is set holds from the next turn on.

Examples:
  $ chorus set auth model=opus permissionMode=acceptEdits 'allowedTools=Edit,Bash(npm test)'
  $ chorus set --defaults maxTurns=20
  $ chorus set --profile careful permissionMode=plan effort=high`,
  );
  command.action(async (first: string | undefined, rest: string[], options: TargetOptions) => {
    const { target, others } = chooseTarget(context, options, first, rest);
    const { profile, settings } = parseAssignments(others, context.cwd);
    const changes = { ...readSettings(context.cwd), ...settings };
    if (Object.keys(changes).length === 0 && profile === undefined)
      throw usageError('there is nothing to set', 'Give settings as key=value: chorus set auth model=opus');
    await target.change(changes, profile);
    finish(0);
  });
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
