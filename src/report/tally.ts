import type { TurnEvent } from '../core/event.ts';
import { isGoodVerdict, verdictsWorstFirst } from '../core/verdict.ts';
import type { Bin, Counts, ReportTurn } from './data.ts';

/** Only this many turns are kept in full. */
const recentTurns = 25;

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(10_000, 0, 1);

/** In dollars, tokens or turns. */
const mostPlausible = 1e9;
/** Ten years, in ms. */
const longestPlausible = 3.2e11;

/** The turns of a session, most of them only as a short row, so that a log of years fits in a few megabytes. */
export interface Tally {
  rows: TurnRow[];
  durationMs: number;
  failed: number;
  recent: ReportTurn[];
  failures: ReportTurn[];
}

export type TurnRow = readonly [time: number, costUsd: number, contextTokens: number | null, verdict: string, outcome: string];

export function createTally(): Tally {
  return { rows: [], durationMs: 0, failed: 0, recent: [], failures: [] };
}

/** @returns false for an event without a plausible time, which is not counted. */
export function addTurn(tally: Tally, event: TurnEvent): boolean {
  const time = Date.parse(event.time);
  if (!(time >= earliest && time < latest)) return false;
  const turn = toReportTurn(event, time);
  tally.rows.push([time, turn.costUsd ?? 0, turn.contextTokens, turn.verdict, turn.turn]);
  tally.durationMs += turn.durationMs;
  addRecent(tally.recent, turn);
  if (event.exitCode !== 0 || !isGoodVerdict(event.verdict)) {
    tally.failed++;
    addRecent(tally.failures, turn);
  }
  return true;
}

export function countRows(rows: readonly TurnRow[]): Pick<Bin, 'turns' | 'costUsd' | 'contextTokens' | 'verdicts' | 'outcomes'> {
  const [verdicts, outcomes]: [Counts, Counts] = [{}, {}];
  let costUsd = 0;
  let contextTokens: number | null = null;
  for (const [, cost, context, verdict, outcome] of rows) {
    costUsd += cost;
    if (context !== null) contextTokens = Math.max(contextTokens ?? 0, context);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return { turns: rows.length, costUsd: roundUsd(costUsd), contextTokens, verdicts, outcomes };
}

export function roundUsd(usd: number): number {
  return Number(usd.toFixed(8));
}

function addRecent(turns: ReportTurn[], turn: ReportTurn): void {
  turns.push(turn);
  if (turns.length > recentTurns) turns.shift();
}

function toReportTurn(event: TurnEvent, time: number): ReportTurn {
  return {
    time: new Date(time).toISOString(),
    session: event.session,
    action: event.action,
    verdict: event.verdict,
    reason: event.reason,
    turn: event.turn,
    model: event.model.effective ?? event.model.asked,
    costUsd: plausibleAmount(event.costUsd),
    contextTokens: plausibleAmount(event.contextTokens),
    durationMs: plausibleAmount(event.durationMs, longestPlausible) ?? 0,
    exitCode: event.exitCode,
  };
}

/** The verdict in a session's file, which may have been edited. */
export function knownVerdict(word: string): string {
  return verdictsWorstFirst.some((verdict) => verdict === word) ? word : 'unknown';
}

/** Null for an amount that no turn can have, from an edited file: one such amount would flatten every chart. */
export function plausibleAmount(value: unknown, most = mostPlausible): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null;
}
