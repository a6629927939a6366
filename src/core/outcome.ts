import type { BackgroundTask } from './background-task.ts';
import type { CacheVerdict } from './cache.ts';
import type { TokenUsage } from './usage.ts';
import type { Drift, Evidence, VerdictStatus } from './verdict.ts';

/** How a turn can end, the best first. */
export const turnStatuses = ['ok', 'denied', 'limit', 'interrupted', 'timeout', 'error', 'empty', 'none'] as const;

export type TurnStatus = (typeof turnStatuses)[number];

export interface TurnReport {
  status: TurnStatus;
  /** Claude's own word for it; null if there was no result. */
  subtype: string | null;
  terminalReason: string | null;
  apiErrorStatus: number | null;
  /** Set if it failed on a usage limit of the account: when that resets (ISO 8601), and its window in Claude's word (`five_hour`, …). */
  usageLimit?: { resetsAt: string; window: string | null };
  /** The answer, or the error in its place; Claude's last text, if `claude` ended without a result. The last answer, if Claude answered again after a background task. */
  result: string | null;
  /** The answer that matches `jsonSchema`, if one was given. */
  structuredOutput?: unknown;
  denials: unknown[];
  /** For an interactive run: the number of prompts. */
  numTurns: number | null;
  /** Wall time of the call, in ms. */
  durationMs: number;
  /** The cost of this call in US dollars; null if unknown. */
  costUsd: number | null;
  /** Claude did not report the cost: it is counted by the requests that were seen, at the prices of a list. */
  costIsEstimated?: true;
  usage: TokenUsage | null;
  /** Null if it cannot be told: a first turn, an interactive run, no usage, a cache that was never written, a compaction. */
  cache: CacheVerdict | null;
  /** Tasks that were still running when the answer came, with their status at the end of the call. */
  backgroundTasks: BackgroundTask[];
}

export interface Verdict {
  status: VerdictStatus;
  reason: string;
  restored: boolean;
  drift: Drift[];
  evidence: Evidence;
}

/** The outcome of a turn: what `--json` prints, the last line of `--stream`, and what the library returns. */
export interface TurnOutcome {
  session: string;
  sessionId: string;
  /** The command. */
  action: 'new' | 'resume' | 'fork';
  /** Set for an interactive run, which may hold several turns and has no result. */
  interactive?: true;
  verdict: Verdict;
  turn: TurnReport;
  claude: { release: string | null; path: string; argv: string[] };
  exitCode: number;
  /** What to do next, a sentence each. */
  hints: string[];
}
