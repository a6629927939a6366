import { type Command, Option } from 'commander';
import { realPath } from '../claude/transcript/real-path.ts';
import { ageInDays } from '../core/age.ts';
import { splitTags } from '../core/annotations.ts';
import { roundDays } from '../core/durations.ts';
import { type Listed, selectSessions, sortBy } from '../core/listing.ts';
import { printable } from '../core/printable.ts';
import { usageError } from '../errors.ts';
import { transcriptAges } from '../library/transcript-age.ts';
import { type ColumnKey, defaultColumns, findColumn, type SessionColumn, sessionColumns } from '../terminal/session-columns.ts';
import { completing } from './shared/completing.ts';
import type { Invocation } from './shared/invocation.ts';
import { noSessionYet, sayDamaged } from './shared/sessions-said.ts';
import { collect } from './shared/tag-option.ts';

interface Options {
  tag?: string[];
  here?: boolean;
  sort?: ColumnKey;
  reverse?: boolean;
  columns?: ColumnKey[];
  json?: boolean;
  color: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  const keys = Object.keys(sessionColumns);
  command
    .alias('ls')
    .option('--tag <tag>', 'only sessions with this tag; repeated, with all of them', collect)
    .option('--here', 'only sessions of this directory')
    .addOption(
      completing(
        new Option('--sort <column>', 'numbers the largest first, times the latest first, verdicts the worst first'),
        keys,
      ).argParser(findColumn),
    )
    .option('--reverse', 'the other way round')
    .addOption(
      completing(new Option('--columns <columns>', `these columns alone, in this order, with commas between: ${keys.join(', ')}`), {
        list: keys,
      }).argParser(readColumns),
    )
    .option('--json', 'an array of sessions')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
The session last used comes first. On a terminal the table fits its width: what matters less is left out, then directories are
shortened from their start, then names from their end. Elsewhere nothing is cut. EXPIRES is there when Claude may soon delete a
transcript, or did.

Examples:
  $ chorus list
  $ chorus list --here --sort cost
  $ chorus list --tag urgent --columns name,verdict,tags,note
  $ chorus ls --json | jq -r .[].name`,
    );
  command.action(async ({ tag = [], here, sort = 'used', reverse, columns, json, color }: Options) => {
    if (json && columns) throw usageError('--json and --columns exclude each other', '--json has everything; jq chooses of it.');
    const { stdout, stderr, store } = context;
    const { sessions, damaged } = store.sessions.list();
    const viewer = { now: context.now(), home: stdout.isTTY ? context.env.HOME : undefined };
    const tags = splitTags(tag);
    if (tags.includes('')) throw usageError('a tag to look for is empty', 'chorus list --columns name,tags shows those that there are.');
    const selected = selectSessions(sessions, { tags, cwd: here ? realPath(context.cwd) : undefined });
    const ages = transcriptAges(context);
    const inVault = store.vault.sessionIds();
    const by: SessionColumn = sessionColumns[sort];
    const listed = sortBy(
      selected.map((session): Listed => ({ session, age: ages(session), isInVault: inVault.has(session.sessionId) })),
      (each) => by.rank(each, viewer),
      reverse,
    );
    if (json)
      stdout.write(
        `${JSON.stringify(
          listed.map((each) => asJson(each, viewer.now)),
          null,
          2,
        )}\n`,
      );
    else if (listed.length > 0) {
      const shown = columns?.map((key): SessionColumn => sessionColumns[key]) ?? defaultColumns(listed);
      const { printSessions } = await import('../terminal/session-table.ts');
      stdout.write(await printSessions(listed, shown, { viewer, stdout, env: context.env, color, mayDrop: columns === undefined }));
    } else if (damaged.length === 0 || sessions.length > 0)
      stderr.write(printable(`chorus: ${describeNone(sessions.length, tags, here)}\n`));
    sayDamaged(context, damaged);
    finish(0);
  });
}

function readColumns(text: string): ColumnKey[] {
  return [...new Set(text.split(',').map((key) => findColumn(key.trim())))];
}

/** Each of a session's own keys, how old it is in days, and after how many Claude may delete its transcript (null if there is none). */
function asJson({ session, age, isInVault }: Listed, now: Date): object {
  return {
    ...session,
    ageDays: roundDays(ageInDays(session, now)),
    expiresInDays: age ? roundDays(age.expiresInDays) : null,
    inVault: isInVault,
  };
}

function describeNone(all: number, tags: readonly string[], here: boolean | undefined): string {
  if (all === 0) return noSessionYet;
  const wanted = [
    ...(here ? ['of this directory'] : []),
    ...(tags.length > 0 ? [`with the ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`] : []),
  ];
  return `there is no session ${wanted.join(' ')}; chorus list shows ${all === 1 ? 'the one that there is' : `all ${all}`}`;
}
