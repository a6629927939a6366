import type { Command } from 'commander';
import { isGoodVerdict, type VerdictStatus } from '../claude/verdict.ts';
import { ageInDays, type TranscriptAge, transcriptAges } from '../session/age.ts';
import type { Session } from '../session/session.ts';
import { formatCost, formatCountdown, formatSpan, formatTable, printable, roundDays } from '../terminal/text.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .alias('ls')
    .option('--json', 'an array of sessions')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nThe session last used comes first.\n\nExamples:\n  $ chorus list\n  $ chorus ls --json | jq -r .[].name');
  command.action(async ({ json, color }: { json?: boolean; color: boolean }) => {
    const { stdout, stderr, store } = context;
    const { sessions, damaged } = store.sessions.list();
    const ages = transcriptAges(context);
    const now = context.now();
    const inVault = store.vault.sessionIds();
    const listed = sessions.map((session) => ({ session, age: ages(session), isInVault: inVault.has(session.sessionId) }));
    if (json)
      stdout.write(
        `${JSON.stringify(
          listed.map((each) => asJson(each, now)),
          null,
          2,
        )}\n`,
      );
    else if (sessions.length > 0) {
      const { styleFor } = await import('../terminal/style.ts');
      const style = styleFor(stdout, context.env, color);
      const [header = '', ...rows] = formatTable([columns, ...listed.map((each) => describe(each, now))]).split('\n');
      const lines = rows.map((row, index) => (isFine(sessions[index]?.last?.verdict) ? row : style.red(row)));
      stdout.write(`${[style.dim(header), ...lines].join('\n')}\n`);
    } else if (damaged.length === 0) stderr.write('chorus: there is no session yet; start one: chorus new <name> "<prompt>"\n');
    for (const { error } of damaged) stderr.write(printable(`chorus: ${error.message}\n        ${error.hint}\n`));
    finish(0);
  });
}

function isFine(verdict: string | undefined): boolean {
  return verdict === undefined || isGoodVerdict(verdict as VerdictStatus);
}

interface Listed {
  session: Session;
  age: TranscriptAge | undefined;
  isInVault: boolean;
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

const columns = ['NAME', 'AGE', 'LAST USED', 'VERDICT', 'MODEL', 'TURNS', 'COST', 'EXPIRES', 'DIRECTORY'];

function describe({ session, age, isInVault }: Listed, now: Date): string[] {
  const { name, lastActiveAt, last, totals, cwd, state } = session;
  return [
    name,
    `${Math.max(0, Math.floor(ageInDays(session, now)))} d`,
    `${formatSpan(now.getTime() - Date.parse(lastActiveAt))} ago`,
    last?.verdict ?? (state === 'starting' ? 'unverified' : '-'),
    printable(last?.model ?? String(session.settings.model ?? '-')),
    String(totals.turns),
    formatCost(totals.costUsd),
    age ? formatCountdown(age.expiresInDays) : isInVault ? 'in vault' : session.transcriptSeen ? 'gone' : '-',
    printable(cwd).replaceAll('\n', '⏎'),
  ];
}
