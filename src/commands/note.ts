import type { Command } from 'commander';
import { checkNote } from '../core/annotations.ts';
import { oneLine, printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';
import { readTextArgument } from './shared/standard-input.ts';

interface NoteOptions {
  name: string;
  text?: string | undefined;
  clear?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .argument('[text]', 'the new note, or - to read it from standard input; without it the note is printed')
    .option('--clear', 'remove the note')
    .option('--dry-run', 'print the note that the session would have; change nothing')
    .option('--json', 'print an object with the note after the change')
    .addHelpText(
      'after',
      `
This works while a turn runs.

Examples:
  $ chorus note auth "waits for the review of #12"
  $ git log -1 --format=%s | chorus note auth -
  $ chorus note auth
  $ chorus note auth --clear`,
    );
}

export async function run({ name, text, clear, dryRun, json }: NoteOptions, context: Context): Promise<number> {
  const { chorus, stdout, stderr } = context;
  if (clear && text !== undefined) throw usageError('a text and --clear exclude each other', 'Give one of them.');
  const given = text === undefined ? undefined : await readTextArgument(text, 'note', context);
  const isChange = given !== undefined || clear === true;
  const { note: before } = await chorus.get(name);
  const next = given === undefined ? null : checkNote(given);
  const note = !isChange ? before : dryRun ? next : (await chorus.note(name, next)).note;
  if (json) stdout.write(`${JSON.stringify({ name, note })}\n`);
  else if (!isChange || dryRun) stdout.write(note === null ? '' : `${printable(note)}\n`);
  else if (before !== null && before !== note) stderr.write(`chorus: removed the note of ${name}: ${oneLine(before)}\n`);
  return 0;
}
