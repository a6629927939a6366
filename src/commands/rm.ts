import type { Command } from 'commander';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options extends WaitOptions {
  transcript?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  addWaitOptions(command.argument('<names...>', 'the sessions'))
    .option('--transcript', "delete Claude's transcript as well: the conversation is gone for good")
    .addHelpText(
      'after',
      '\nForgets the name only: claude --resume <id> still finds the conversation. Waits for a turn that runs.\n\nExamples:\n  $ chorus rm auth-jwt',
    );
  command.action(async (names: string[], options: Options) => {
    for (const name of names) await context.chorus.get(name);
    for (const name of names) await context.chorus.remove(name, { ...readHold(context, options), transcript: options.transcript });
    finish(0);
  });
}
