import type { TurnBrief } from '../core/event-brief.ts';
import { isFailure } from '../core/event-filter.ts';
import { turnStatuses } from '../core/outcome.ts';
import { verdictsWorstFirst } from '../core/verdict.ts';
import { CallRows } from './call-rows.ts';
import type { ReportCall } from './data.ts';

/** Only this many calls are kept in full. */
const recentCalls = 25;

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(10_000, 0, 1);

/** In dollars, tokens or turns. */
const mostPlausible = 1e9;
/** Ten years, in ms. */
const longestPlausible = 3.2e11;

/** The calls of a session, most of them only as a row of numbers. */
export interface Tally {
  rows: CallRows;
  durationMs: number;
  failed: number;
  /** What a cold or broken cache cost, in US dollars. */
  cacheCostUsd: number;
  recent: TurnBrief[];
  failures: TurnBrief[];
}

export function createTally(): Tally {
  return { rows: new CallRows(), durationMs: 0, failed: 0, cacheCostUsd: 0, recent: [], failures: [] };
}

/** @returns false for an event without a plausible time, which is not counted. */
export function addCall(tally: Tally, brief: TurnBrief): boolean {
  const time = Date.parse(brief.time);
  if (!(time >= earliest && time < latest)) return false;
  const { turns, costUsd, contextTokens, durationMs, cache } = amountsOf(brief);
  tally.rows.push({ time, turns, costUsd: costUsd ?? 0, contextTokens }, brief);
  tally.durationMs += durationMs;
  if (cache && cache.status !== 'warm') tally.cacheCostUsd += cache.costUsd ?? 0;
  addRecent(tally.recent, brief);
  if (isFailure(brief)) {
    tally.failed++;
    addRecent(tally.failures, brief);
  }
  return true;
}

function addRecent(calls: TurnBrief[], call: TurnBrief): void {
  calls.push(call);
  if (calls.length > recentCalls) calls.shift();
}

export function toReportCall(brief: TurnBrief): ReportCall {
  const { time, session, action, verdict, reason, turn, model, exitCode } = brief;
  return { time: new Date(time).toISOString(), session, action, verdict, reason, turn, model, exitCode, ...amountsOf(brief) };
}

/** The amounts that a call can have; the others are unknown, or nothing. */
function amountsOf(brief: TurnBrief) {
  return {
    turns: plausibleAmount(brief.turns) ?? 0,
    costUsd: plausibleAmount(brief.costUsd),
    contextTokens: plausibleAmount(brief.contextTokens),
    cache: brief.cache && { status: brief.cache.status, costUsd: plausibleAmount(brief.cache.costUsd) },
    durationMs: plausibleAmount(brief.durationMs, longestPlausible) ?? 0,
  };
}

/** The verdict in a session's file, which may have been edited. */
export function knownVerdict(word: string): string {
  return verdictsWorstFirst.some((verdict) => verdict === word) ? word : 'unknown';
}

/** The turn status in a session's file. */
export function knownOutcome(word: string): string {
  return turnStatuses.some((status) => status === word) ? word : 'unknown';
}

/** Null for an amount that no call can have, from an edited file: one such amount would flatten every chart. */
export function plausibleAmount(value: unknown, most = mostPlausible): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null;
}
