import type { SessionState } from '../core/session.ts';

/** A report as data. Times are ISO 8601, costs are US dollars. */
export interface Report {
  generator: string;
  generatedAt: string;
  /** The time zone of all days and times shown: an IANA name. */
  timeZone: string;
  scope: { name: string | null; tags: string[] };
  /** From the first call to the last; null if there are none in the log. */
  period: { from: string; to: string } | null;
  totals: ReportTotals;
  verdicts: Counts;
  /** How many calls ended with each turn status. */
  outcomes: Counts;
  overTime: TimeBins | null;
  /** The latest failed calls, the newest first. */
  failures: ReportCall[];
  /** Each session is followed by its forks, and they by theirs; the last used session comes first. */
  sessions: ReportSession[];
  leftOut: { sessions: { name: string; problem: string }[]; lines: number };
}

export type Counts = Record<string, number>;

export interface ReportTotals {
  sessions: number;
  /** Those of them that are only in the log. */
  removed: number;
  /** Prompts that were answered. */
  turns: number;
  /** Each call of `claude` counts once, also one that answered nothing and an interactive run of many turns. */
  calls: number;
  /** Calls whose exit code was not 0. */
  failed: number;
  costUsd: number;
  /** The part of it that no event in the log accounts for: from a log that was deleted, or from killed calls. */
  unloggedCostUsd: number;
  /** The part of it that a cold or broken prompt cache cost, as far as the log says: an estimate. */
  cacheCostUsd: number;
  durationMs: number;
  /** The largest context of any call. */
  contextTokens: number | null;
}

/** The calls of a period, or a number of consecutive calls. */
export interface Bin {
  from: string;
  to: string;
  calls: number;
  turns: number;
  costUsd: number;
  /** The largest of the bin. */
  contextTokens: number | null;
  verdicts: Counts;
  outcomes: Counts;
}

export type TimeUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** Every bin is `step` units long. Bins without calls are included. */
export interface TimeBins {
  unit: TimeUnit;
  step: number;
  bins: Bin[];
}

/** Every bin except the last holds `step` calls. */
export interface CallBins {
  step: number;
  bins: Bin[];
}

export interface ReportCall {
  time: string;
  session: string;
  action: string;
  verdict: string;
  reason: string;
  /** How it ended. */
  turn: string;
  /** How many turns it had. */
  turns: number;
  model: string | null;
  costUsd: number | null;
  contextTokens: number | null;
  /** The prompt cache: `warm`, `cold` or `broken`, and what was not read from it cost in US dollars, estimated. Null if unknown. */
  cache: { status: string; costUsd: number | null } | null;
  durationMs: number;
  exitCode: number;
}

/** `damaged`: its file cannot be read. `removed`: only the log still has it. What the log does not say about them is null. */
export type ReportState = 'kept' | 'damaged' | 'removed';

export interface ReportSession {
  /** Unique in the report, unlike the name. */
  key: string;
  name: string;
  kept: ReportState;
  sessionId: string | null;
  state: SessionState | null;
  /** `key` is null if the parent is not in the report. */
  parent: { name: string; key: string | null } | null;
  /** 0 for a session that is not a fork, or whose parent is not in the report; 1 for its forks, and so on. */
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
  /** How the last call ended. */
  turn: string | null;
  turns: number;
  calls: number;
  failed: number;
  costUsd: number;
  durationMs: number;
  /** After its last turn. */
  contextTokens: number | null;
  verdicts: Counts;
  byCall: CallBins;
  /** Its latest calls in the log, the oldest first. */
  recent: ReportCall[];
}
