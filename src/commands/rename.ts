import type { Command } from 'commander';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  addWaitOptions(command.alias('mv').argument('<from>', 'the session').argument('<to>', 'its new name')).addHelpText(
    'after',
    '\nWaits for a turn that runs. The conversation stays the same.\n\nExamples:\n  $ chorus rename auth auth/login',
  );
  command.action(async (from: string, to: string, options: WaitOptions) => {
    await context.chorus.rename(from, to, readHold(context, options));
    finish(0);
  });
}
