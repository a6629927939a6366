import { binByTime, binByTurn, spanOf } from './bins.ts';
import type { Report, ReportSession, ReportTurn } from './data.ts';
import type { Account, Ledger } from './ledger.ts';
import { countRows, knownVerdict, plausibleAmount, roundUsd, type TurnRow } from './tally.ts';
import { filterPlaced, lastUsed, type Placed, placeInTree, withForks } from './tree.ts';

const latestFailures = 20;

interface ReportInput {
  ledger: Ledger;
  /** Only this session and its forks. */
  name?: string | undefined;
  /** Only sessions that have all of these tags. */
  tags?: readonly string[] | undefined;
  leftOut: Report['leftOut'];
  generator: string;
  now: Date;
  timeZone: string;
}

/** Whether there is such a session, which may be one that was removed and is only in the log. */
export function isInLedger(ledger: Ledger, name: string): boolean {
  return accountOf(ledger, name) !== undefined;
}

export function buildReport({ ledger, name, tags = [], leftOut, generator, now, timeZone }: ReportInput): Report {
  const placed = placedOf(ledger, name, tags);
  const sessions = placed.map(toReportSession);
  const rows = placed.flatMap(({ account }) => account.tally.rows);
  const { verdicts, outcomes, costUsd: logged, contextTokens } = countRows(rows);
  const [first, last] = spanOf(rows);
  const sum = (of: (session: ReportSession) => number) => sessions.reduce((total, session) => total + of(session), 0);
  const costUsd = roundUsd(sum((session) => session.costUsd));
  return {
    generator,
    generatedAt: now.toISOString(),
    timeZone,
    scope: { name: name ?? null, tags: [...tags] },
    period: rows.length > 0 ? { from: new Date(first).toISOString(), to: new Date(last).toISOString() } : null,
    totals: {
      sessions: sessions.length,
      removed: sessions.filter(({ kept }) => kept === 'removed').length,
      turns: sum(({ turns }) => turns),
      failed: sum(({ failed }) => failed),
      costUsd,
      unloggedCostUsd: roundUsd(Math.max(0, costUsd - logged)),
      durationMs: sum(({ durationMs }) => durationMs),
      contextTokens: largest([contextTokens, ...sessions.map((session) => session.contextTokens)]),
    },
    verdicts,
    turns: outcomes,
    overTime: binByTime(rows, timeZone),
    failures: placed
      .flatMap(({ account }) => account.tally.failures)
      .sort((a, b) => b.time.localeCompare(a.time))
      .slice(0, latestFailures),
    sessions,
    leftOut: { ...leftOut, lines: leftOut.lines + ledger.timeless() },
  };
}

function placedOf(ledger: Ledger, name: string | undefined, tags: readonly string[]): Placed[] {
  const tree = placeInTree(ledger.accounts());
  const root = name === undefined ? undefined : accountOf(ledger, name);
  const scoped = root ? withForks(tree, root) : tree;
  return tags.length === 0 ? scoped : filterPlaced(scoped, ({ session }) => tags.every((tag) => session?.tags.includes(tag)));
}

function accountOf(ledger: Ledger, name: string): Account | undefined {
  const named = ledger.accounts().filter((account) => account.name === name);
  return named.find(({ kept }) => kept !== 'removed') ?? named[0];
}

function toReportSession({ account, depth, parent }: Placed): ReportSession {
  const { key, name, kept, session, tally } = account;
  const { rows, recent } = tally;
  const counted = countRows(rows);
  const last = recent.at(-1);
  const born = session ? session.createdAt : firstTime(rows);
  return {
    key,
    name,
    kept,
    sessionId: session?.sessionId ?? null,
    state: session?.state ?? null,
    parent: session?.parent ? { name: parent?.name ?? session.parent.name, key: parent?.key ?? null } : null,
    depth,
    tags: session?.tags ?? [],
    note: session?.note ?? null,
    cwd: session?.cwd ?? null,
    profile: session?.profile ?? null,
    model: session?.last?.model ?? last?.model ?? null,
    permissionMode: session?.last?.permissionMode ?? null,
    release: session?.last?.release ?? null,
    createdAt: born,
    lastActiveAt: lastUsed(account) || null,
    verdict: session?.last?.verdict === undefined ? (last?.verdict ?? null) : knownVerdict(session.last.verdict),
    // Either may be larger: the log may have been deleted, and the session's count starts again with --force.
    turns: Math.max(rows.length, plausibleAmount(session?.totals.turns) ?? 0),
    failed: tally.failed,
    costUsd: roundUsd(Math.max(counted.costUsd, plausibleAmount(session?.totals.costUsd) ?? 0)),
    durationMs: tally.durationMs,
    contextTokens: plausibleAmount(session?.last?.contextTokens) ?? latestContext(recent),
    verdicts: counted.verdicts,
    byTurn: binByTurn(rows),
    recent: [...recent],
  };
}

function firstTime(rows: readonly TurnRow[]): string | null {
  return rows[0] ? new Date(rows[0][0]).toISOString() : null;
}

function latestContext(turns: readonly ReportTurn[]): number | null {
  return turns.findLast(({ contextTokens }) => contextTokens !== null)?.contextTokens ?? null;
}

function largest(amounts: readonly (number | null)[]): number | null {
  return amounts.reduce<number | null>((most, amount) => (amount === null ? most : Math.max(most ?? 0, amount)), null);
}
