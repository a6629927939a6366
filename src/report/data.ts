import type { SessionState } from '../core/session.ts';

/** What a report is drawn from. Times are ISO 8601, costs USD. */
export interface Report {
  generator: string;
  generatedAt: string;
  /** The zone in which days begin and times are told: an IANA name. */
  timeZone: string;
  scope: { name: string | null; tags: string[] };
  /** The first turn and the last one; null when there is none. */
  period: { from: string; to: string } | null;
  totals: ReportTotals;
  verdicts: Counts;
  /** How the turns themselves went. */
  turns: Counts;
  overTime: TimeBins | null;
  /** The latest turns that failed, the newest first. */
  failures: ReportTurn[];
  /** A session before its forks, each with its own; the last used first. */
  sessions: ReportSession[];
  leftOut: { sessions: { name: string; problem: string }[]; lines: number };
}

export type Counts = Record<string, number>;

export interface ReportTotals {
  sessions: number;
  /** Of those, the ones that are in the log alone. */
  removed: number;
  turns: number;
  failed: number;
  costUsd: number;
  /** Of that, what no event of the log tells of: a log that was taken away, what a killed call had spent. */
  unloggedCostUsd: number;
  durationMs: number;
  /** The largest context of any turn. */
  contextTokens: number | null;
}

/** What happened between two moments, or in so many turns on end. */
export interface Bin {
  from: string;
  to: string;
  turns: number;
  costUsd: number;
  /** The largest. */
  contextTokens: number | null;
  verdicts: Counts;
  outcomes: Counts;
}

export type TimeUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** Every bin is so many units long; those in which nothing happened are there as well. */
export interface TimeBins {
  unit: TimeUnit;
  step: number;
  bins: Bin[];
}

/** Every bin holds so many turns, but for the last one. */
export interface TurnBins {
  step: number;
  bins: Bin[];
}

export interface ReportTurn {
  time: string;
  session: string;
  action: string;
  verdict: string;
  reason: string;
  turn: string;
  model: string | null;
  costUsd: number | null;
  contextTokens: number | null;
  durationMs: number;
  exitCode: number;
}

/** `damaged`: its file can not be read; `removed`: only the log still knows it. What is known of neither is null. */
export type ReportState = 'kept' | 'damaged' | 'removed';

export interface ReportSession {
  /** Unlike the name, no other session of the report has it. */
  key: string;
  name: string;
  kept: ReportState;
  sessionId: string | null;
  state: SessionState | null;
  /** `key` is null where the parent is not in the report. */
  parent: { name: string; key: string | null } | null;
  /** Forks of forks: 0 for what is no fork, or whose parent is not in the report. */
  depth: number;
  tags: string[];
  note: string | null;
  cwd: string | null;
  profile: string | null;
  model: string | null;
  permissionMode: string | null;
  release: string | null;
  createdAt: string | null;
  lastActiveAt: string | null;
  verdict: string | null;
  turns: number;
  failed: number;
  costUsd: number;
  durationMs: number;
  /** After its last turn. */
  contextTokens: number | null;
  verdicts: Counts;
  byTurn: TurnBins;
  /** The latest turns in the log, the oldest first. */
  recent: ReportTurn[];
}
