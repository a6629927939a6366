import { type Command, Option } from 'commander';
import { ageInDays } from '../core/age.ts';
import { splitTags } from '../core/annotations.ts';
import { roundDays } from '../core/durations.ts';
import { type Listed, sortBy } from '../core/listing.ts';
import { printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import { type ColumnKey, defaultColumns, findColumn, type SessionColumn, sessionColumns } from '../terminal/session-columns.ts';
import { completing } from './shared/completing.ts';
import type { Context } from './shared/context.ts';
import { noSessionYet, reportDamaged } from './shared/damaged-sessions.ts';
import { parseLimit } from './shared/limit.ts';
import { printPaged } from './shared/paged.ts';
import { collect } from './shared/tag-option.ts';

interface ListOptions {
  tag?: string[];
  here?: boolean;
  failed?: boolean;
  sort?: ColumnKey;
  reverse?: boolean;
  columns?: ColumnKey[];
  limit?: number;
  json?: boolean;
  pager?: boolean;
  color?: boolean;
}

export function declare(command: Command): void {
  const keys = Object.keys(sessionColumns);
  const sort = new Option('--sort <column>', 'sort by a column: largest number, latest time or worst verdict first').argParser(findColumn);
  const columns = new Option('--columns <columns>', `show these columns, in this order, separated by commas: ${keys.join(', ')}`);
  command
    .option('--tag <tag>', 'only sessions with this tag; repeatable: with all of them', collect)
    .option('--here', 'only sessions of this directory')
    .option('--failed', 'only sessions whose last call failed: with another exit code than 0')
    .addOption(completing(sort, keys))
    .option('--reverse', 'reverse the order')
    .addOption(completing(columns.argParser(readColumns), { list: keys }))
    .option('--limit <n>', 'only the first N in this order; all: no limit', parseLimit)
    .option('--json', 'print an array of sessions')
    .option('--no-pager', 'do not use a pager')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
The session used last comes first. VERDICT says whether its conversation went on in the last call, TURN how that call ended, TURNS how
many calls ended with a result, be it an error; the column calls has all calls. At a terminal the table fits its width: less important
columns are left out, then directories are shortened at the start, then names at the end. Elsewhere nothing is cut. The column EXPIRES appears when Claude deleted a transcript,
or may do so soon.

Examples:
  $ chorus list
  $ chorus list --here --sort cost
  $ chorus list --failed
  $ chorus list --tag urgent --columns name,verdict,tags,note
  $ chorus ls --json | jq -r .[].name`,
    );
}

export async function run(options: ListOptions, context: Context): Promise<number> {
  const { tag = [], here = false, failed = false, sort = 'used', reverse, columns, limit, json, pager, color = true } = options;
  if (json && columns) throw usageError('--json and --columns exclude each other', '--json prints everything; select with jq.');
  const { chorus, stdout, stderr, env } = context;
  const tags = splitTags(tag);
  if (tags.includes('')) throw usageError('a tag to look for is empty', 'The tags that exist: chorus list --columns name,tags');
  const viewer = { now: context.now(), home: stdout.isTTY ? env.HOME : undefined };
  const { listed, total, damaged } = await chorus.overview({ tags, cwd: here ? chorus.realPath() : undefined, failed });
  const by: SessionColumn = sessionColumns[sort];
  const sorted = sortBy(listed, (each) => by.rank(each, viewer), reverse).slice(0, limit);
  let exitCode = 0;
  if (json)
    stdout.write(
      `${JSON.stringify(
        sorted.map((each) => asJson(each, viewer.now)),
        null,
        2,
      )}\n`,
    );
  else if (sorted.length > 0) {
    const shown = columns?.map((key): SessionColumn => sessionColumns[key]) ?? defaultColumns(sorted);
    const { printSessions } = await import('../terminal/session-table.ts');
    const table = await printSessions(sorted, shown, { viewer, stdout, env, color, mayDrop: columns === undefined });
    exitCode = await printPaged(table, context, pager);
  } else if (damaged.length === 0 || total > 0) stderr.write(printable(`chorus: ${noneWords(total, { tags, here, failed })}\n`));
  reportDamaged(context, damaged);
  return exitCode;
}

function readColumns(text: string): ColumnKey[] {
  return [...new Set(text.split(',').map((key) => findColumn(key.trim())))];
}

/** The session's own keys, its age in days, and the days until Claude may delete its transcript (null if it has none). */
function asJson({ session, age, isInVault }: Listed, now: Date): object {
  return {
    ...session,
    ageDays: roundDays(ageInDays(session, now)),
    expiresInDays: age ? roundDays(age.expiresInDays) : null,
    inVault: isInVault,
  };
}

function noneWords(total: number, { tags, here, failed }: { tags: readonly string[]; here: boolean; failed: boolean }): string {
  if (total === 0) return noSessionYet;
  const wanted = [
    ...(here ? ['of this directory'] : []),
    ...(failed ? ['whose last call failed'] : []),
    ...(tags.length > 0 ? [`with the ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`] : []),
  ];
  return `there is no session ${wanted.join(' ')}; chorus list shows ${total === 1 ? 'the only one' : `all ${total}`}`;
}
