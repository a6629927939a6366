import { callsOf } from '../core/session.ts';
import { binByCall, binByTime } from './bins.ts';
import { countCalls, roundUsd } from './call-rows.ts';
import type { Report, ReportCall, ReportSession } from './data.ts';
import type { Account, Ledger } from './ledger.ts';
import { knownOutcome, knownVerdict, plausibleAmount, toReportCall } from './tally.ts';
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
  const rows = placed.map(({ account }) => account.tally.rows);
  const logged = countCalls(rows);
  const { calls, verdicts, outcomes, contextTokens, first, last } = logged;
  const sum = (of: (session: ReportSession) => number) => sessions.reduce((total, session) => total + of(session), 0);
  const costUsd = roundUsd(sum((session) => session.costUsd));
  return {
    generator,
    generatedAt: now.toISOString(),
    timeZone,
    scope: { name: name ?? null, tags: [...tags] },
    period: calls > 0 ? { from: new Date(first).toISOString(), to: new Date(last).toISOString() } : null,
    totals: {
      sessions: sessions.length,
      removed: sessions.filter(({ kept }) => kept === 'removed').length,
      turns: sum(({ turns }) => turns),
      calls: sum((session) => session.calls),
      failed: sum(({ failed }) => failed),
      costUsd,
      unloggedCostUsd: roundUsd(Math.max(0, costUsd - logged.costUsd)),
      cacheCostUsd: roundUsd(placed.reduce((total, { account }) => total + account.tally.cacheCostUsd, 0)),
      durationMs: sum(({ durationMs }) => durationMs),
      contextTokens: largest([contextTokens, ...sessions.map((session) => session.contextTokens)]),
    },
    verdicts,
    outcomes,
    overTime: calls > 0 ? binByTime(rows, [first, last], timeZone) : null,
    failures: placed
      .flatMap(({ account }) => account.tally.failures.map(toReportCall))
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
  const { key, name, kept, session, ids, tally } = account;
  const { rows } = tally;
  const counted = countCalls([rows]);
  const recent = tally.recent.map(toReportCall);
  const last = recent.at(-1);
  const [first] = rows;
  const born = session ? session.createdAt : first ? new Date(first.time).toISOString() : null;
  return {
    key,
    name,
    kept,
    sessionId: session?.sessionId ?? ids.at(-1) ?? null,
    state: session?.state ?? null,
    parent: account.parent ? { name: parent?.name ?? account.parent.name, key: parent?.key ?? null } : null,
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
    turn: session?.last?.turn === undefined ? (last?.turn ?? null) : knownOutcome(session.last.turn),
    // Either may be larger: the log may have been deleted, and the session's count starts again with --force.
    turns: Math.max(counted.turns, plausibleAmount(session?.totals.turns) ?? 0),
    calls: Math.max(counted.calls, plausibleAmount(session && callsOf(session)) ?? 0),
    failed: tally.failed,
    costUsd: roundUsd(Math.max(counted.costUsd, plausibleAmount(session?.totals.costUsd) ?? 0)),
    durationMs: tally.durationMs,
    contextTokens: plausibleAmount(session?.last?.contextTokens) ?? latestContext(recent),
    verdicts: counted.verdicts,
    byCall: binByCall(rows),
    recent,
  };
}

function latestContext(calls: readonly ReportCall[]): number | null {
  return calls.findLast(({ contextTokens }) => contextTokens !== null)?.contextTokens ?? null;
}

function largest(amounts: readonly (number | null)[]): number | null {
  return amounts.reduce<number | null>((most, amount) => (amount === null ? most : Math.max(most ?? 0, amount)), null);
}
