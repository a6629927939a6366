import type { Command } from 'commander';
import { unknownSetting } from '../core/setting-values.ts';
import { findSetting } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { addTargetOptions, chooseTarget, type TargetOptions } from './shared/setting-target.ts';

interface UnsetOptions extends TargetOptions {
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
  const { target, others } = chooseTarget(context, options, [options.name, ...(options.keys ?? [])]);
  if (others.length === 0) throw usageError('nothing to unset', 'Name settings: chorus unset auth model');
  // A typo must not create a profile.
  if (options.profile !== undefined) context.chorus.profile(options.profile);
  const keys = others.filter((key) => key !== 'profile');
  for (const key of keys) {
    if (key === 'cwd' && target.isSession)
      throw usageError('the cwd of a session cannot be unset', 'A session always has a directory: chorus set <name> cwd=<directory>');
    if (!findSetting(key) && !(await target.has(key))) throw unknownSetting(key, 'on the command line');
  }
  await target.change(Object.fromEntries(keys.map((key) => [key, undefined])), others.includes('profile') ? null : undefined);
  return 0;
}
