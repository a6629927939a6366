import { text as readText } from 'node:stream/consumers';
import type { Command } from 'commander';
import { printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import type { Context } from './shared/context.ts';

interface NoteOptions {
  name: string;
  text?: string | undefined;
  clear?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .argument('[text]', 'the new note, or - to read it from standard input; without it the note is printed')
    .option('--clear', 'remove the note')
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

export async function run({ name, text, clear, json }: NoteOptions, { chorus, stdin, stdout }: Context): Promise<number> {
  if (clear && text !== undefined) throw usageError('a text and --clear exclude each other', 'Give one of them.');
  if (text === '-' && stdin.isTTY) throw usageError('nothing on standard input', 'Pipe the note in, or give it as an argument.');
  const given = text === '-' ? await readText(stdin) : text;
  const { note } = await (given !== undefined || clear ? chorus.note(name, given ?? null) : chorus.get(name));
  if (json) stdout.write(`${JSON.stringify({ name, note })}\n`);
  else if (given === undefined && !clear && note !== null) stdout.write(`${printable(note)}\n`);
  return 0;
}
