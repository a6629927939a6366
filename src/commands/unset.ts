import type { Command } from 'commander';
import { printable } from '../core/printable.ts';
import { unknownSetting } from '../core/setting-values.ts';
import { findSetting } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import {
  addTargetOptions,
  type ChangedValue,
  type ChangeOutput,
  changeTarget,
  chooseTarget,
  type TargetOptions,
  valueWords,
} from './shared/setting-target.ts';

interface UnsetOptions extends TargetOptions, ChangeOutput {
  name?: string | undefined;
  keys?: readonly string[];
}

export function declare(command: Command): void {
  command.argument('[name]', 'the session').argument('[keys...]', 'settings to remove, or profile');
  addTargetOptions(command).addHelpText(
    'after',
    '\nExamples:\n  $ chorus unset auth model allowedTools\n  $ chorus unset --defaults maxTurns',
  );
}

export async function run(options: UnsetOptions, context: Context): Promise<number> {
  const { target, others } = chooseTarget(context, 'unset', options, [options.name, ...(options.keys ?? [])]);
  if (others.length === 0) throw usageError('nothing to unset', 'Name settings: chorus unset auth model');
  // A typo must not create a profile.
  if (options.profile !== undefined) context.chorus.profile(options.profile);
  const keys = others.filter((key) => key !== 'profile');
  for (const key of keys) {
    if (key === 'cwd' && target.isSession)
      throw usageError('the cwd of a session cannot be unset', 'A session always has a directory: chorus set <name> cwd=<directory>');
    if (!findSetting(key) && !(await target.has(key))) throw unknownSetting(key, 'on the command line');
  }
  const changes = Object.fromEntries(keys.map((key) => [key, undefined]));
  const changed = await changeTarget(context, target, changes, { ...options, profile: others.includes('profile') ? null : undefined });
  if (!options.json) context.stderr.write(printable(`chorus: ${removalWords(changed, target.words, options.dryRun)}\n`));
  return 0;
}

/** With the values, so that they can be set again. */
function removalWords(changed: Record<string, ChangedValue>, where: string, isDryRun = false): string {
  const removed = Object.entries(changed).map(([key, { from }]) => `${key} (it was ${valueWords(from)})`);
  if (removed.length === 0) return `nothing to remove: ${where} does not have this setting`;
  return `${isDryRun ? 'would remove' : 'removed'} ${removed.join(', ')} from ${where}`;
}
