import type { Command } from 'commander';
import type { TurnEvent } from '../core/event.ts';
import { isValidName } from '../core/names.ts';
import { printable } from '../core/printable.ts';
import { eventWords } from '../terminal/event-words.ts';
import type { Context } from './shared/context.ts';
import { parseSince, type Since } from './shared/since.ts';

interface LogOptions {
  name?: string | undefined;
  json?: boolean;
  follow?: boolean;
  since?: Since;
  failed?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('[name]', 'only this session')
    .option('--json', 'print one JSON object per line')
    .option('-f, --follow', 'keep printing new events, until Ctrl-C')
    .option('--since <time>', 'only newer events: a date, or a span like 30m, 12h, 7d', parseSince)
    .option('--failed', 'only failures, of continuity or of the turn')
    .addHelpText(
      'after',
      '\nThe newest event comes last. The log holds no prompts and no answers.\n\nExamples:\n  $ chorus log auth\n  $ chorus log --failed --since 7d\n  $ chorus log --follow --json | jq .verdict',
    );
}

export async function run(options: LogOptions, context: Context): Promise<number> {
  const { name, json, follow } = options;
  const { chorus, stdout, stderr } = context;
  // `get` throws the error that says what a name looks like.
  if (name !== undefined && !isValidName(name)) await chorus.get(name);
  const isWanted = filterFor(options, context);
  const print = (event: TurnEvent) => stdout.write(`${json ? JSON.stringify(event) : printable(`${event.time}  ${eventWords(event)}`)}\n`);
  const { events, damaged, end } = chorus.log.read();
  const wanted = events.filter(isWanted);
  // A session that was removed still has its events.
  if (name !== undefined && wanted.length === 0 && !follow && !events.some(({ session }) => session === name)) await chorus.get(name);
  wanted.forEach(print);
  if (damaged > 0) stderr.write(`chorus: skipped ${damaged === 1 ? 'a damaged line' : `${damaged} damaged lines`} of ${chorus.log.path}\n`);
  if (follow) await followFrom(end, context, (event) => isWanted(event) && print(event));
  return 0;
}

function filterFor({ name, since, failed }: LogOptions, { chorus, now }: Context): (event: TurnEvent) => boolean {
  const earliest = since?.(now()).toISOString();
  const isOfSession = name === undefined ? () => true : chorus.log.isOf(name);
  return (event) => isOfSession(event) && (earliest === undefined || event.time >= earliest) && (!failed || event.exitCode !== 0);
}

/** Prints until a signal, or until nobody reads the output any more. */
function followFrom(end: number, { chorus, stdout, onSignal }: Context, take: (event: TurnEvent) => void): Promise<void> {
  return new Promise((resolve) => {
    const stopFollowing = chorus.log.follow(end, take);
    const stop = () => {
      stopFollowing();
      unsubscribe?.();
      resolve();
    };
    const unsubscribe = onSignal?.(stop);
    stdout.once('error', stop);
  });
}
