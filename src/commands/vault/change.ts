import type { Command } from 'commander';
import { formatCount } from '../../core/amounts.ts';
import { printable } from '../../core/printable.ts';
import type { VaultChange } from '../../library/vault-restore.ts';
import type { Subcommand } from '../shared/command.ts';
import type { Context } from '../shared/context.ts';
import { addWaitOptions, readHold, type WaitOptions } from '../shared/hold.ts';

interface ChangeOptions extends WaitOptions {
  name: string;
  dryRun?: boolean;
  json?: boolean;
}

export const restore: Subcommand = {
  summary: "put the vault's copy of a conversation back",
  declare: (command) =>
    declareChange(
      command,
      `
After a turn that was truncated or branched, this puts back the copy of before. What stood there is put aside in the vault: nothing is
lost. A conversation without a name is given by its id.

Examples:
  $ chorus vault restore auth
  $ chorus vault restore 3f2b8c1e`,
    ),
  run: async (options: ChangeOptions, context) => {
    const { dryRun: isDryRun } = options;
    const change = await context.chorus.restore(options.name, { ...readHold(context, options), isDryRun });
    const { before, after } = change.records;
    return printChange(context, options, change, {
      done: `${isDryRun ? 'would put back' : 'put back'} ${formatCount(after, 'record')}; there ${before === 1 ? 'was' : 'were'} ${before}`,
      nothing: 'nothing to put back: the transcript has everything that the vault has',
    });
  },
};

export const accept: Subcommand = {
  summary: 'continue without records that the vault has',
  declare: (command) =>
    declareChange(
      command,
      `
For a transcript whose records were removed on purpose: the next turn continues from its end. The vault's whole copy is put aside.

Examples:
  $ chorus vault accept auth`,
    ),
  run: async (options: ChangeOptions, context) => {
    const { dryRun: isDryRun } = options;
    const change = await context.chorus.accept(options.name, { ...readHold(context, options), isDryRun });
    const { before, after } = change.records;
    return printChange(context, options, change, {
      done: `${isDryRun ? 'would accept' : 'accepted'} ${formatCount(after, 'record')}; the vault ${isDryRun ? 'has' : 'had'} ${before}`,
      nothing: 'the vault has the same',
    });
  },
};

function declareChange(command: Command, help: string): void {
  addWaitOptions(command.argument('<name>', 'a session, or the id of a conversation'))
    .option('--dry-run', 'show what would be done; change nothing')
    .option('--json', 'print an object: what was done')
    .addHelpText('after', help);
}

function printChange(
  { stdout, stderr }: Context,
  { json }: ChangeOptions,
  change: VaultChange,
  words: { done: string; nothing: string },
): number {
  if (json) {
    stdout.write(`${JSON.stringify(change)}\n`);
    return 0;
  }
  const { session, sessionId, changed, aside } = change;
  const told = changed ? [words.done, ...(aside ? [`the other version is now ${aside}`] : [])] : [words.nothing];
  for (const line of told) stderr.write(`chorus: ${printable(`${session ?? sessionId}: ${line}`)}\n`);
  return 0;
}
