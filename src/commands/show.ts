import type { Command } from 'commander';
import { ageInDays } from '../session/plan.ts';
import type { ResolvedSettings } from '../session/resolve.ts';
import type { Session } from '../session/session.ts';
import { formatCost, formatTable, printable } from '../terminal/text.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .option('--json', 'the session as an object, with settings: { key: { value, origin } }')
    .addHelpText('after', '\nExamples:\n  $ chorus show auth\n  $ chorus show auth --json | jq .settings.model.origin');
  command.action(async (name: string, { json }: { json?: boolean }) => {
    const session = await context.chorus.get(name);
    const settings = await context.chorus.settings(name);
    const ageDays = Number(ageInDays(session, context.now()).toFixed(2));
    context.stdout.write(
      json ? `${JSON.stringify({ ...session, ageDays, settings }, null, 2)}\n` : `${describe(session, settings, ageDays)}\n`,
    );
    finish(0);
  });
}

function describe(session: Session, settings: ResolvedSettings, ageDays: number): string {
  const { name, sessionId, state, createdAt, lastActiveAt, cwd, parent, formerIds, last, totals } = session;
  const facts: [string, string][] = [
    ['session', name],
    ['id', sessionId],
    ['state', state],
    ['created', `${createdAt} (${Math.floor(ageDays)} days ago)`],
    ['last used', lastActiveAt],
    ['directory', cwd],
    ...(session.profile ? [['profile', session.profile] satisfies [string, string]] : []),
    ...(parent ? [['forked from', `${parent.name} (${parent.sessionId})`] satisfies [string, string]] : []),
    ...(formerIds.length > 0 ? [['former ids', formerIds.join(' ')] satisfies [string, string]] : []),
    [
      'last turn',
      last?.verdict ? `${last.verdict}, ${last.model ?? 'unknown model'}, claude ${last.release ?? 'of unknown release'}` : 'none yet',
    ],
    ...(last?.contextTokens ? [['context', `${last.contextTokens.toLocaleString('en-US')} tokens`] satisfies [string, string]] : []),
    ['totals', `${totals.turns} turns, ${formatCost(totals.costUsd)}`],
  ];
  const rows = Object.entries(settings).map(([key, { value, origin }]) => [key, format(value), origin]);
  return printable([formatTable(facts), '', formatTable([['SETTING', 'VALUE', 'FROM'], ...rows])].join('\n'));
}

function format(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  const line = text.replaceAll('\n', '⏎');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
