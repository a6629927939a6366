import { unwatchFile, watchFile } from 'node:fs';
import type { Command } from 'commander';
import type { TurnEvent } from '../core/event.ts';
import { isValidName } from '../core/names.ts';
import { printable } from '../core/printable.ts';
import { eventWords } from '../terminal/event-words.ts';
import type { Invocation } from './shared/invocation.ts';
import { parseSince, type Since } from './shared/since.ts';

interface Options {
  json?: boolean;
  follow?: boolean;
  since?: Since;
  failed?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('[name]', 'only this session')
    .option('--json', 'one event a line')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('--since <time>', 'only what is newer: a date, or a span like 30m, 12h, 7d', parseSince)
    .option('--failed', 'only what failed: continuity or the turn')
    .addHelpText(
      'after',
      '\nThe newest comes last. The log holds no prompts and no answers.\n\nExamples:\n  $ chorus log auth\n  $ chorus log --failed --since 7d\n  $ chorus log --follow --json | jq .verdict',
    );
  command.action(async (name: string | undefined, options: Options) => {
    if (name !== undefined && !isValidName(name)) await context.chorus.get(name);
    const earliest = options.since?.(context.now());
    // A session that was renamed has the events of its earlier names.
    const session = name === undefined ? undefined : context.store.sessions.readIfWhole(name);
    const ids = session ? [session.sessionId, ...session.formerIds] : [];
    const isWanted = (event: TurnEvent) =>
      (name === undefined || event.session === name || (event.actualId !== null && ids.includes(event.actualId))) &&
      (earliest === undefined || event.time >= earliest.toISOString()) &&
      (!options.failed || event.exitCode !== 0);
    const print = (event: TurnEvent) =>
      context.stdout.write(`${options.json ? JSON.stringify(event) : printable(`${event.time}  ${eventWords(event)}`)}\n`);
    const { events, damaged, end } = context.store.log.read();
    const wanted = events.filter(isWanted);
    if (name !== undefined && wanted.length === 0 && !options.follow) await knownOrThrow(name, events);
    wanted.forEach(print);
    if (damaged > 0)
      context.stderr.write(
        `chorus: ${damaged === 1 ? 'a damaged line' : `${damaged} damaged lines`} of ${context.store.log.path} passed over\n`,
      );
    if (options.follow) await follow(end, (event) => isWanted(event) && print(event));
    finish(0);
  });

  /** A session that was removed still has its events; one that never was has none. */
  async function knownOrThrow(name: string, events: readonly TurnEvent[]): Promise<void> {
    if (!events.some(({ session }) => session === name)) await context.chorus.get(name);
  }

  function follow(from: number, take: (event: TurnEvent) => void): Promise<void> {
    const { log } = context.store;
    let position = from;
    return new Promise((resolve) => {
      const stop = () => {
        unwatchFile(log.path);
        unsubscribe?.();
        resolve();
      };
      const unsubscribe = context.onSignal?.(stop);
      context.stdout.once('error', stop);
      watchFile(log.path, { interval: 200 }, () => {
        const { events, end } = log.read(position);
        position = end;
        events.forEach(take);
      });
    });
  }
}
