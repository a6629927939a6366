import type { Command } from 'commander';
import { isGoodVerdict, type VerdictStatus } from '../claude/verdict.ts';
import { ageInDays } from '../session/plan.ts';
import type { Session } from '../session/session.ts';
import { formatCost, formatSpan, formatTable, printable } from '../terminal/text.ts';
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
    if (json) stdout.write(`${JSON.stringify(sessions, null, 2)}\n`);
    else if (sessions.length > 0) {
      const { styleFor } = await import('../terminal/style.ts');
      const style = styleFor(stdout, context.env, color);
      const [header = '', ...rows] = formatTable([columns, ...sessions.map((session) => describe(session, context.now()))]).split('\n');
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

const columns = ['NAME', 'AGE', 'LAST USED', 'VERDICT', 'MODEL', 'TURNS', 'COST', 'DIRECTORY'];

function describe(session: Session, now: Date): string[] {
  const { name, lastActiveAt, last, totals, cwd, state } = session;
  return [
    name,
    `${Math.max(0, Math.floor(ageInDays(session, now)))} d`,
    `${formatSpan(now.getTime() - Date.parse(lastActiveAt))} ago`,
    last?.verdict ?? (state === 'starting' ? 'unverified' : '-'),
    printable(last?.model ?? String(session.settings.model ?? '-')),
    String(totals.turns),
    formatCost(totals.costUsd),
    printable(cwd).replaceAll('\n', '⏎'),
  ];
}
