import type { Command } from 'commander';
import type { Context } from './shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from './shared/hold.ts';

interface RenameOptions extends WaitOptions {
  from: string;
  to: string;
  json?: boolean;
}

export function declare(command: Command): void {
  addWaitOptions(command.argument('<from>', 'the session').argument('<to>', 'its new name'))
    .option('--json', 'print an object with the old name, the new one and the id of the conversation')
    .addHelpText(
      'after',
      "\nWaits for a running turn. The conversation stays the same. Claude's own picker shows the new name, unless somebody gave it another title.\n\nExamples:\n  $ chorus rename auth auth/login",
    );
}

export async function run({ from, to, json, ...options }: RenameOptions, context: Context): Promise<number> {
  await context.chorus.rename(from, to, readHold(context, options));
  if (json) {
    const { sessionId } = await context.chorus.get(to);
    context.stdout.write(`${JSON.stringify({ from, name: to, sessionId })}\n`);
  }
  return 0;
}
