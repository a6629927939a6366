import type { Command } from 'commander';
import type { Context } from './shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';

interface RenameOptions extends WaitOptions {
  from: string;
  to: string;
}

export function declare(command: Command): void {
  addWaitOptions(command.argument('<from>', 'the session').argument('<to>', 'its new name')).addHelpText(
    'after',
    '\nWaits for a running turn. The conversation stays the same.\n\nExamples:\n  $ chorus rename auth auth/login',
  );
}

export async function run({ from, to, ...options }: RenameOptions, context: Context): Promise<number> {
  await context.chorus.rename(from, to, readHold(context, options));
  return 0;
}
