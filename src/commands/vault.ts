import type { Command } from 'commander';
import { formatSize } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import type { VaultEntry } from '../library/vault.ts';
import { formatTable } from '../terminal/table.ts';
import type { Invocation } from './shared/invocation.ts';
import { parseSince, type Since } from './shared/since.ts';

interface PruneCommandOptions {
  olderThan?: Since;
  dryRun?: boolean;
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  const { stdout, stderr, chorus, store } = context;
  const print = (copies: readonly VaultEntry[], json: boolean | undefined) => {
    if (json) stdout.write(`${JSON.stringify(copies, null, 2)}\n`);
    else if (copies.length > 0) stdout.write(`${formatTable([columns, ...copies.map((copy) => describe(copy, context.now()))])}\n`);
  };
  const sumUp = (copies: readonly VaultEntry[]) =>
    `${copies.length === 1 ? 'a copy' : `${copies.length} copies`}, ${formatSize(copies.reduce((sum, { size }) => sum + size, 0))}`;

  command
    .option('--json', 'an array of copies')
    .addHelpText(
      'after',
      `
After each turn the transcript is copied, at the cost of what is new. One that Claude's clean-up deleted, or that was emptied or cut,
is put back from its copy before the next turn, whose verdict then says so. The setting vault=false does without.

Examples:
  $ chorus vault
  $ chorus vault prune --older-than 90d
  $ chorus set --defaults vault=false`,
    )
    .action(({ json }: { json?: boolean }) => {
      const copies = chorus.vault();
      print(copies, json);
      if (!json) stderr.write(`chorus: ${copies.length === 0 ? 'there is no copy yet' : sumUp(copies)} in ${store.vault.path}\n`);
      finish(0);
    });
  command
    .command('prune')
    .description('Remove the copies that no session needs: of conversations that none knows, and what was put aside.')
    .option('--older-than <time>', 'only copies that are as old: a date, or a span like 30d', parseSince)
    .option('--dry-run', 'remove nothing')
    .option('--json', 'what was removed, as an array of copies')
    .addHelpText('after', '\nExamples:\n  $ chorus vault prune --dry-run\n  $ chorus vault prune --older-than 90d')
    .action((_: unknown, prune: Command) => {
      // --json is an option of the command above as well, which takes it.
      const { olderThan, dryRun, json } = prune.optsWithGlobals<PruneCommandOptions>();
      const removed = chorus.pruneVault({ savedBefore: olderThan?.(context.now()), isDryRun: dryRun });
      print(removed, json);
      if (!json)
        stderr.write(`chorus: ${removed.length === 0 ? 'nothing to remove' : `${sumUp(removed)} ${dryRun ? 'to remove' : 'removed'}`}\n`);
      finish(0);
    });
}

const columns = ['SESSION', 'USE', 'SIZE', 'AGE', 'CONVERSATION'];

function describe({ session, use, isAside, size, savedAt, sessionId }: VaultEntry, now: Date): string[] {
  return [session ?? '-', isAside ? 'put aside' : (use ?? '-'), formatSize(size), formatSpan(now.getTime() - savedAt.getTime()), sessionId];
}
