import { text as readText } from 'node:stream/consumers';
import type { Command } from 'commander';
import { printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options {
  clear?: boolean;
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .argument('[text]', 'the note, in place of the one it has; - reads it from standard input; without it, its note is printed')
    .option('--clear', 'take the note away')
    .option('--json', 'an object with its note as it is then')
    .addHelpText(
      'after',
      `
Goes through while a turn runs.

Examples:
  $ chorus note auth "waits for the review of #12"
  $ git log -1 --format=%s | chorus note auth -
  $ chorus note auth
  $ chorus note auth --clear`,
    );
  command.action(async (name: string, text: string | undefined, { clear, json }: Options) => {
    const { chorus, stdin, stdout } = context;
    if (clear && text !== undefined) throw usageError('a text was given together with --clear', 'Give one of them.');
    if (text === '-' && stdin.isTTY) throw usageError('there is nothing on standard input', 'Pipe the note in, or give it as an argument.');
    const given = text === '-' ? await readText(stdin) : text;
    const { note } = await (given !== undefined || clear ? chorus.note(name, given ?? null) : chorus.get(name));
    if (json) stdout.write(`${JSON.stringify({ name, note })}\n`);
    else if (given === undefined && !clear && note !== null) stdout.write(`${printable(note)}\n`);
    finish(0);
  });
}
