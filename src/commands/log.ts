import type { Command } from 'commander';
import { formatCount } from '../core/amounts.ts';
import type { TurnEvent } from '../core/event.ts';
import { isValidName } from '../core/names.ts';
import { printable } from '../core/printable.ts';
import type { LogEvents } from '../library/log.ts';
import type { Context } from './shared/context.ts';
import { parseLimit } from './shared/limit.ts';
import { printPaged } from './shared/paged.ts';
import { parseSince, type Since } from './shared/since.ts';

interface LogOptions {
  name?: string | undefined;
  json?: boolean;
  follow?: boolean;
  since?: Since;
  failed?: boolean;
  limit?: number;
  pager?: boolean;
  color?: boolean;
}

/** The most calls that a terminal is given unasked. */
const atTerminal = 50;

/** So many events are laid out and written together. */
const batchSize = 200;

/** A longer text is not collected for the pager, but written as it is read. */
const mostPaged = 4_000_000;

export function declare(command: Command): void {
  command
    .argument('[name]', 'only this session, also under its former names')
    .option('--failed', 'only calls that failed: those with another exit code than 0')
    .option('--since <time>', 'only newer ones: a date, or a span like 30m, 12h, 7d', parseSince)
    .option('--limit <n>', `at most N calls, the newest; all: no limit (default: ${atTerminal} at a terminal, else all)`, parseLimit)
    .option('-f, --follow', 'print the oldest first, then new calls as they end, until Ctrl-C')
    .option('--json', 'print one JSON object per line')
    .option('--no-pager', 'do not use a pager')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
The newest call comes first. A call is one run of claude: a turn, a turn that failed before it was answered, or a whole interactive
run. VERDICT says whether the conversation went on, TURN how the call ended, and WHY what the verdict is based on. Times are local; in
--json they are ISO 8601 in UTC. The log holds no prompts and no answers.

Examples:
  $ chorus log auth
  $ chorus log --failed --since 7d
  $ chorus log --limit all --json | jq -s 'map(.costUsd) | add'
  $ chorus log --follow --json | jq .verdict`,
    );
}

export async function run(options: LogOptions, context: Context): Promise<number> {
  const { name, follow } = options;
  // `get` throws the error that says what a name looks like.
  if (name !== undefined && !isValidName(name)) await context.chorus.get(name);
  if (follow) {
    await followLog(options, context);
    return 0;
  }
  const { limit = context.stdout.isTTY ? atTerminal : Number.POSITIVE_INFINITY } = options;
  const events = eventsOf(options, context, true);
  const first = firstOf(events, limit);
  const exitCode = await print(first, options, context);
  // A session that was removed still has its events.
  if (name !== undefined && first.count === 0 && isUnknown(name, options, context)) await context.chorus.get(name);
  if (first.hasMore && options.limit === undefined)
    context.stderr.write(`chorus: the ${formatCount(limit, 'newest call')}; all of them: --limit all\n`);
  reportDamagedLines(events, context);
  return exitCode;
}

function eventsOf({ name, since, failed }: LogOptions, { chorus, now }: Context, newestFirst: boolean): LogEvents {
  return chorus.log.events({ session: name, since: since?.(now()), failed, newestFirst });
}

/** Whether a name is neither that of a session nor in the log. */
function isUnknown(name: string, { since, failed }: LogOptions, { chorus }: Context): boolean {
  if (chorus.has(name)) return false;
  // The whole log was read in vain.
  if (since === undefined && !failed) return true;
  for (const _ of chorus.log.events({ session: name, newestFirst: true })) return false;
  return true;
}

interface First extends Iterable<TurnEvent> {
  /** How many there were so far. */
  count: number;
  hasMore: boolean;
}

function firstOf(events: Iterable<TurnEvent>, limit: number): First {
  const first = {
    count: 0,
    hasMore: false,
    *[Symbol.iterator]() {
      for (const event of events) {
        first.hasMore = first.count === limit;
        if (first.hasMore) return;
        first.count++;
        yield event;
      }
    },
  };
  return first;
}

/** @returns the exit code. */
async function print(events: Iterable<TurnEvent>, options: LogOptions, context: Context): Promise<number> {
  const { stdout } = context;
  const [{ Output, writeParts }, format] = await Promise.all([import('../terminal/output.ts'), formatFor(options, context)]);
  const parts = partsOf(events, format);
  let begun = '';
  // Only what a person reads page by page is collected.
  if (stdout.isTTY && !options.json && options.pager !== false) {
    for (let part = await parts.next(); !part.done && begun.length < mostPaged; part = await parts.next()) begun += part.value;
    if (begun.length < mostPaged) return printPaged(begun, context);
  }
  stdout.write(begun);
  await writeParts(new Output(stdout), parts);
  return 0;
}

type Format = (events: readonly TurnEvent[]) => string | Promise<string>;

async function formatFor({ json, color = true }: LogOptions, { stdout, env }: Context): Promise<Format> {
  if (json) return (events) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const { openEventTable } = await import('../terminal/event-table.ts');
  return openEventTable(stdout, env, color);
}

async function* partsOf(events: Iterable<TurnEvent>, format: Format): AsyncGenerator<string> {
  let batch: TurnEvent[] = [];
  for (const event of events) {
    if (batch.push(event) < batchSize) continue;
    yield format(batch);
    batch = [];
  }
  if (batch.length > 0) yield format(batch);
}

/** Prints what there is, and then what comes, until a signal, or until nobody reads the output any more. */
async function followLog(options: LogOptions, context: Context): Promise<void> {
  const { stdout, chorus } = context;
  const { limit = stdout.isTTY ? atTerminal : Number.POSITIVE_INFINITY } = options;
  const { Output, writeParts } = await import('../terminal/output.ts');
  const output = new Output(stdout);
  const format = await formatFor(options, context);
  const isAll = limit === Number.POSITIVE_INFINITY;
  const events = eventsOf(options, context, !isAll);
  await writeParts(output, partsOf(isAll ? events : [...firstOf(events, limit)].reverse(), format));
  reportDamagedLines(events, context);
  if (output.isClosed) return;
  const isWanted = chorus.log.filter({ session: options.name, since: options.since?.(context.now()), failed: options.failed });
  await followFrom(events.end, context, async (event) => {
    if (isWanted(event)) await output.write(await format([event]));
  });
}

function followFrom(end: number, { chorus, stdout, onSignal }: Context, take: (event: TurnEvent) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    // One after the other: a table lays out its rows in order.
    let written = Promise.resolve();
    const stopFollowing = chorus.log.follow(
      end,
      (event) => {
        written = written.then(() => take(event));
      },
      (error) => stop(() => reject(error)),
    );
    const stop = (settle: () => void = resolve) => {
      stopFollowing();
      unsubscribe?.();
      written.then(settle, reject);
    };
    const unsubscribe = onSignal?.(() => stop());
    stdout.once('error', () => stop());
  });
}

function reportDamagedLines({ damaged }: LogEvents, { chorus, stderr }: Context): void {
  if (damaged > 0)
    stderr.write(printable(`chorus: skipped ${damaged === 1 ? 'a damaged line' : `${damaged} damaged lines`} of ${chorus.log.path}\n`));
}
