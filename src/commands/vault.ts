import { type Command, Option } from 'commander';
import { formatSize } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import type { VaultEntry } from '../library/vault.ts';
import { formatTable } from '../terminal/table.ts';
import type { Subcommand } from './shared/command.ts';
import type { Context } from './shared/context.ts';
import { parseLimit } from './shared/limit.ts';
import { parseSince, type Since } from './shared/since.ts';
import { copyAll } from './vault/all.ts';
import { accept, restore } from './vault/change.ts';
import { installHook, uninstallHook } from './vault/hook.ts';
import { redact } from './vault/redact.ts';

interface VaultOptions {
  all?: boolean;
  hook?: boolean;
  limit?: number;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .option('--all', 'copy every conversation of this user, with or without a name, at the cost of what is new')
    .addOption(new Option('--hook', 'as called by the hook of install-hook: says nothing').hideHelp())
    .option('--limit <n>', 'only the N largest; all: no limit', parseLimit)
    .option('--json', 'print an array of copies; with --all an object: what was copied')
    .addHelpText(
      'after',
      `
After each turn the new part of the transcript is copied. A transcript that Claude's clean-up deleted, that was emptied, or that ends
inside a record is restored from its copy before the next turn, whose verdict then says so. One that a person edited stays edited, and
the copy follows. If whole records are missing, nothing is sent: chorus vault restore puts them back, chorus vault accept continues
without them. vault=false turns copies off.

Examples:
  $ chorus vault
  $ chorus vault --all
  $ chorus vault restore auth
  $ chorus vault redact auth 'sk-[A-Za-z0-9]+' --dry-run
  $ chorus vault prune --older-than 90d
  $ chorus set --defaults vault=false`,
    );
}

export async function run({ all, hook, limit, json }: VaultOptions, context: Context): Promise<number> {
  if (all || hook) return copyAll({ hook, json }, context);
  const { chorus, stderr } = context;
  const copies = chorus.vault();
  print(copies.slice(0, limit), json, context);
  if (!json) stderr.write(`chorus: ${copies.length === 0 ? 'no copies yet' : sumUp(copies)} in ${chorus.paths.vault}\n`);
  return 0;
}

export interface PruneOptions {
  olderThan?: Since;
  unnamed?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export const subcommands: Record<string, Subcommand> = {
  restore,
  accept,
  redact,
  'install-hook': installHook,
  'uninstall-hook': uninstallHook,
  prune: {
    summary: 'remove the copies that no session needs',
    declare: (command) => {
      command
        .option('--older-than <time>', 'only copies older than this: a date, or a span like 30d', parseSince)
        .option('--unnamed', 'also copies of conversations without a name that chorus vault --all made')
        .option('--dry-run', 'show what would be removed; remove nothing')
        .option('--json', 'print an array of the removed copies')
        .addHelpText(
          'after',
          '\nThese are copies of conversations that have no session, and copies that were put aside. Those that chorus vault --all made stay.\n\nExamples:\n  $ chorus vault prune --dry-run\n  $ chorus vault prune --older-than 90d',
        );
    },
    run: prune,
  },
};

export async function prune({ olderThan, unnamed, dryRun, json }: PruneOptions, context: Context): Promise<number> {
  const removed = context.chorus.pruneVault({ savedBefore: olderThan?.(context.now()), unnamed, isDryRun: dryRun });
  print(removed, json, context);
  if (!json) {
    const what = removed.length === 0 ? 'nothing to remove' : `${dryRun ? 'would remove' : 'removed'} ${sumUp(removed)}`;
    context.stderr.write(`chorus: ${what}\n`);
  }
  return 0;
}

const columns = ['SESSION', 'USE', 'SIZE', 'AGE', 'CONVERSATION'];

function print(copies: readonly VaultEntry[], json: boolean | undefined, { stdout, now }: Context): void {
  if (json) stdout.write(`${JSON.stringify(copies, null, 2)}\n`);
  else if (copies.length > 0) stdout.write(`${formatTable([columns, ...copies.map((copy) => copyRow(copy, now()))])}\n`);
}

function sumUp(copies: readonly VaultEntry[]): string {
  const count = copies.length === 1 ? 'one copy' : `${copies.length} copies`;
  return `${count}, ${formatSize(copies.reduce((sum, { size }) => sum + size, 0))}`;
}

function copyRow({ session, use, isAside, size, savedAt, sessionId }: VaultEntry, now: Date): string[] {
  return [session ?? '-', isAside ? 'put aside' : (use ?? '-'), formatSize(size), formatSpan(now.getTime() - savedAt.getTime()), sessionId];
}
