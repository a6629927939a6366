import type { Command } from 'commander';
import type { Context } from './shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';

interface RemoveCommandOptions extends WaitOptions {
  names: readonly string[];
  transcript?: boolean;
}

export function declare(command: Command): void {
  addWaitOptions(command.argument('<names...>', 'the sessions'))
    .option('--transcript', "delete Claude's transcript as well: the conversation is gone for good")
    .addHelpText(
      'after',
      '\nOnly the name is forgotten: claude --resume <id> still finds the conversation. Waits for a running turn.\n\nExamples:\n  $ chorus rm auth-jwt',
    );
}

export async function run({ names, transcript, ...options }: RemoveCommandOptions, context: Context): Promise<number> {
  // A wrong name removes nothing.
  for (const name of names) await context.chorus.get(name);
  for (const name of names) await context.chorus.remove(name, { ...readHold(context, options), transcript });
  return 0;
}
