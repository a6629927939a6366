import type { Command } from 'commander';
import { ageInDays, type TranscriptAge, transcriptAge } from '../session/age.ts';
import type { ResolvedSettings } from '../session/resolve.ts';
import type { Session } from '../session/session.ts';
import { formatCost, formatCountdown, formatSize, formatSpan, formatTable, printable, roundDays } from '../terminal/text.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .option('--json', 'the session as an object, with settings: { key: { value, origin } }')
    .addHelpText('after', '\nExamples:\n  $ chorus show auth\n  $ chorus show auth --json | jq .settings.model.origin');
  command.action(async (name: string, { json }: { json?: boolean }) => {
    const session = await context.chorus.get(name);
    const settings = await context.chorus.settings(name);
    const kept = { transcript: transcriptAge(context, session), copy: context.store.vault.copyOf(session.sessionId) };
    const now = context.now();
    context.stdout.write(
      `${json ? JSON.stringify(asJson(session, settings, kept, now), null, 2) : describe(session, settings, kept, now)}\n`,
    );
    finish(0);
  });
}

/** What there is of a conversation: Claude's transcript, and the vault's copy. */
interface Kept {
  transcript: TranscriptAge | undefined;
  copy: { path: string; size: number; savedAt: Date } | undefined;
}

function asJson(session: Session, settings: ResolvedSettings, { transcript, copy }: Kept, now: Date): object {
  return {
    ...session,
    ageDays: roundDays(ageInDays(session, now)),
    transcript: transcript ? { ...transcript, expiresInDays: roundDays(transcript.expiresInDays) } : null,
    vault: copy ?? null,
    settings,
  };
}

function describe(session: Session, settings: ResolvedSettings, { transcript, copy }: Kept, now: Date): string {
  const { name, sessionId, state, createdAt, lastActiveAt, cwd, parent, formerIds, last, totals } = session;
  const facts: [string, string][] = [
    ['session', name],
    ['id', sessionId],
    ['state', state],
    ['created', `${createdAt} (${Math.floor(ageInDays(session, now))} days ago)`],
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
    ['transcript', transcript ? describeTranscript(transcript) : session.transcriptSeen ? 'gone' : 'none seen'],
    ['vault', copy ? `a copy of ${formatSize(copy.size)}, ${formatSpan(now.getTime() - copy.savedAt.getTime())} old` : 'no copy'],
    ['totals', `${totals.turns} turns, ${formatCost(totals.costUsd)}`],
  ];
  const rows = Object.entries(settings).map(([key, { value, origin }]) => [key, format(value), origin]);
  return printable([formatTable(facts), '', formatTable([['SETTING', 'VALUE', 'FROM'], ...rows])].join('\n'));
}

function describeTranscript({ path, size, expiresInDays, cleanupPeriodDays }: TranscriptAge): string {
  const expiry = `Claude deletes it ${formatCountdown(expiresInDays)}: cleanupPeriodDays ${cleanupPeriodDays}`;
  return `${path} (${formatSize(size)}; ${expiry})`;
}

function format(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  const line = text.replaceAll('\n', '⏎');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
