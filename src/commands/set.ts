import type { Command } from 'commander';
import { printable } from '../core/printable.ts';
import { isListChange } from '../core/setting-changes.ts';
import { parseSettingValue, unknownSetting } from '../core/setting-values.ts';
import { findSetting, type ListChange, type SettingChanges, type SettingKey, type SettingValue } from '../core/settings.ts';
import { quoteForShell } from '../core/shell.ts';
import { type ChorusError, usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { addWaitOptions, type WaitOptions } from './shared/hold.ts';
import { addSettingOptions, addSettingsHelp, readSettings, type SettingOptions } from './shared/setting-options.ts';
import {
  addTargetOptions,
  type ChangeOutput,
  changeTarget,
  chooseTarget,
  printChanges,
  type TargetOptions,
  valueWords,
} from './shared/setting-target.ts';

interface SetCommandOptions extends TargetOptions, ChangeOutput, WaitOptions, SettingOptions {
  name?: string | undefined;
  assignments?: readonly string[];
}

export function declare(command: Command): void {
  command.argument('[name]', 'the session').argument('[assignments...]', 'key=value, as in model=opus; += and -= change a list');
  addWaitOptions(addTargetOptions(command));
  addSettingOptions(command, 'Settings:');
  addSettingsHelp(
    command,
    `
A key is the flag in camelCase; profile=<name> gives the session a profile. Changes take effect with the next turn.
cwd=<directory> moves the conversation to that directory, and waits for a running turn.
+= and -= begin with the list of the profile or the defaults if the session has none.

Examples:
  $ chorus set auth model=opus permissionMode=acceptEdits 'allowedTools=Edit,Bash(npm test)'
  $ chorus set auth allowedTools+=Read allowedTools-=Edit
  $ chorus set --profile careful permissionMode=plan effort=high
  $ chorus set --defaults maxTurns=20`,
  );
}

export async function run(options: SetCommandOptions, context: Context): Promise<number> {
  const { target, others } = chooseTarget(context, 'set', options, [options.name, ...(options.assignments ?? [])]);
  const { profile, settings } = parseAssignments(others, target.argument, context.cwd);
  const changes: SettingChanges = { ...readSettings(options, context.cwd), ...settings };
  if (Object.keys(changes).length === 0 && profile === undefined)
    throw usageError('nothing to set', `Give settings as key=value: chorus set ${target.argument} model=opus`);
  const changed = await changeTarget(context, target, changes, { ...options, profile });
  if (options.json) return 0;
  if (options.dryRun) printChanges(context, changed);
  else {
    // The list may begin with what a profile or the defaults have.
    for (const [key, change] of Object.entries(changes))
      if (isListChange(change) && changed[key])
        context.stderr.write(printable(`chorus: ${key} of ${target.words} is now ${valueWords(changed[key].to)}\n`));
  }
  return 0;
}

/** @param on the target, as it is typed. */
function parseAssignments(
  assignments: readonly string[],
  on: string,
  cwd: string,
): { profile: string | undefined; settings: SettingChanges } {
  const settings = new Map<SettingKey, SettingValue | ListChange>();
  let profile: string | undefined;
  for (const assignment of assignments) {
    const [, key, sign, text] = /^([^=]+?)([+-]?)=([\s\S]*)$/.exec(assignment) ?? [];
    if (key === undefined || text === undefined)
      throw usageError(`${JSON.stringify(assignment)} is not key=value`, `As in: chorus set ${on} model=opus`);
    if (key === 'profile') {
      if (sign !== '') throw notAList({ key, sign, text }, on);
      profile = text;
    } else {
      const definition = findSetting(key);
      if (!definition) throw unknownSetting(key, 'on the command line');
      if (sign !== '' && definition.kind !== 'list') throw notAList({ key: definition.key, sign, text }, on);
      const value = parseSettingValue(definition, text, cwd);
      const earlier = settings.get(definition.key);
      settings.set(definition.key, sign === '' ? value : joinListChange(earlier, sign, value as string[]));
    }
  }
  return { profile, settings: Object.fromEntries(settings) as SettingChanges };
}

/** One more change of a list, after those of the same call. */
function joinListChange(
  earlier: SettingValue | ListChange | undefined,
  sign: string | undefined,
  items: readonly string[],
): SettingValue | ListChange {
  const without = (list: readonly string[] = []) => list.filter((item) => !items.includes(item));
  if (Array.isArray(earlier)) return sign === '+' ? [...without(earlier), ...items] : without(earlier);
  const { add, remove } = isListChange(earlier) ? earlier : {};
  return sign === '+'
    ? { add: [...without(add), ...items], remove: without(remove) }
    : { add: without(add), remove: [...without(remove), ...items] };
}

function notAList({ key, sign, text }: { key: string; sign: string | undefined; text: string }, on: string): ChorusError {
  return usageError(
    `${key} has one value, and no list that ${sign}= could change`,
    `Set it: chorus set ${on} ${quoteForShell(`${key}=${text}`)}`,
  );
}
