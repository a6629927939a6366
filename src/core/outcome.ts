import type { BackgroundTask } from './background-task.ts';
import type { TokenUsage } from './usage.ts';
import type { Drift, Evidence, VerdictStatus } from './verdict.ts';

export type TurnStatus = 'ok' | 'error' | 'denied' | 'limit' | 'interrupted' | 'timeout' | 'none';

export interface TurnReport {
  status: TurnStatus;
  /** Claude's own words for it; null when there was no result. */
  subtype: string | null;
  terminalReason: string | null;
  apiErrorStatus: number | null;
  /** The answer, or the error in its place. Where Claude answered again, when a background task had ended, the last one. */
  result: string | null;
  /** What fits `jsonSchema`, where one was given. */
  structuredOutput?: unknown;
  denials: unknown[];
  /** Of an interactive run: the prompts. */
  numTurns: number | null;
  /** Wall time of the call, in ms. */
  durationMs: number;
  /** What this call cost, in USD; null where it can't be told. */
  costUsd: number | null;
  usage: TokenUsage | null;
  /** What still ran in the background when the answer was there, and what became of it by the end of the call. */
  backgroundTasks: BackgroundTask[];
}

export interface Verdict {
  status: VerdictStatus;
  reason: string;
  restored: boolean;
  drift: Drift[];
  evidence: Evidence;
}

/** What a turn ends in: the object of `--json`, the last line of `--stream`, and what the library gives. */
export interface TurnOutcome {
  session: string;
  sessionId: string;
  /** What was asked of chorus: the command. */
  action: 'new' | 'resume' | 'fork';
  /** Set where a person sat before it: then it is not one turn, and there is no result. */
  interactive?: true;
  verdict: Verdict;
  turn: TurnReport;
  claude: { release: string | null; path: string; argv: string[] };
  exitCode: number;
  /** What to do next, a sentence each. */
  hints: string[];
}
