import type { Command } from 'commander';
import { unknownSetting } from '../core/setting-values.ts';
import { findSetting } from '../core/settings.ts';
import { usageError } from '../errors.ts';
import type { Invocation } from './shared/invocation.ts';
import { addTargetOptions, chooseTarget, type TargetOptions } from './shared/setting-target.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  addTargetOptions(command.argument('[name]', 'the session').argument('[keys...]', 'settings to take away, or profile')).addHelpText(
    'after',
    '\nExamples:\n  $ chorus unset auth model allowedTools\n  $ chorus unset --defaults maxTurns',
  );
  command.action(async (first: string | undefined, rest: string[], options: TargetOptions) => {
    const { target, others } = chooseTarget(context, options, first, rest);
    if (others.length === 0) throw usageError('there is nothing to unset', 'Name settings: chorus unset auth model');
    // A profile that nobody made is not made here, by a typing error.
    if (options.profile !== undefined) context.store.config.profile(options.profile);
    const keys = others.filter((key) => key !== 'profile');
    for (const key of keys) {
      if (key === 'cwd' && target.isSession)
        throw usageError('the cwd of a session can not be unset', 'A session has a directory: chorus set <name> cwd=<directory>');
      if (!findSetting(key) && !target.has(key)) throw unknownSetting(key, 'on the command line');
    }
    await target.change(Object.fromEntries(keys.map((key) => [key, undefined])), others.includes('profile') ? null : undefined);
    finish(0);
  });
}
