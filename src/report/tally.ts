import type { TurnEvent } from '../core/event.ts';
import type { TurnStatus } from '../core/outcome.ts';
import { isGoodVerdict, type VerdictStatus } from '../core/verdict.ts';
import type { Bin, Counts, ReportTurn } from './data.ts';

/** How many turns are kept whole: the others are numbers. */
const recentTurns = 25;

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(10_000, 0, 1);

/** More dollars, tokens or turns than there are. */
const aBillion = 1e9;
/** Milliseconds. */
const tenYears = 3.2e11;

// Objects, so that a status that is new is missed by the compiler.
const knownVerdicts: Record<VerdictStatus, true> = {
  started: true,
  resumed: true,
  forked: true,
  restarted: true,
  'not-found': true,
  lost: true,
  branched: true,
  unverified: true,
};
const knownOutcomes: Record<TurnStatus, true> = {
  ok: true,
  error: true,
  denied: true,
  limit: true,
  interrupted: true,
  timeout: true,
  none: true,
};

/** What is left of the turns of a session: a row of numbers each, so that a log of years fits in a few megabytes. */
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

/** @returns false for an event that has no time: it is not counted. */
export function addTurn(tally: Tally, event: TurnEvent): boolean {
  const time = Date.parse(event.time);
  if (!(time >= earliest && time < latest)) return false;
  const turn = describe(event, time);
  tally.rows.push([time, turn.costUsd ?? 0, turn.contextTokens, turn.verdict, turn.turn]);
  tally.durationMs += turn.durationMs;
  keep(tally.recent, turn);
  if (event.exitCode !== 0 || !isGoodVerdict(event.verdict)) {
    tally.failed++;
    keep(tally.failures, turn);
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

function keep(turns: ReportTurn[], turn: ReportTurn): void {
  turns.push(turn);
  if (turns.length > recentTurns) turns.shift();
}

/** The log may have been edited: what is no number, or is in no table, is not taken for one. */
function describe(event: TurnEvent, time: number): ReportTurn {
  return {
    time: new Date(time).toISOString(),
    session: event.session,
    action: event.action,
    verdict: knownVerdict(event.verdict),
    reason: event.reason,
    turn: Object.hasOwn(knownOutcomes, event.turn) ? event.turn : 'unknown',
    model: textOr(event.model.effective) ?? textOr(event.model.asked),
    costUsd: amountOr(event.costUsd),
    contextTokens: amountOr(event.contextTokens),
    durationMs: amountOr(event.durationMs, tenYears) ?? 0,
    exitCode: event.exitCode,
  };
}

export function knownVerdict(word: string): string {
  return Object.hasOwn(knownVerdicts, word) ? word : 'unknown';
}

/** What no turn can have had is not taken for a number: one such line would be all that the charts show. */
export function amountOr(value: unknown, most = aBillion): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null;
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
