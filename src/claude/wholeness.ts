import { formatCount } from '../core/amounts.ts';
import type { Reach } from './transcript/reach.ts';

/** What shows whether the model was sent all that was said before. */
export interface HistoryEvidence {
  /** Messages that were reachable after the last good turn; null if they were not counted. */
  before: number | null;
  /** Undefined if the turn's records were not found. */
  reach: Reach | undefined;
  /** In tokens. */
  context: ContextEvidence;
}

export interface ContextEvidence {
  /** At the end of the last good turn: its last request and answer. Null if unknown. */
  before: number | null;
  /** In the first request of this turn. Null if unknown. */
  first: number | null;
  /** Whether release, model, tools, MCP servers, and options are those of the last turn. */
  isComparable: boolean;
  /** This turn's prompt, estimated. */
  prompt: number;
  /** What the model was not sent if Claude did not repair the newest broken link; null if unknown. */
  atStake: number | null;
  /** What a release may clear by itself, estimated: results of tools, and thinking. */
  clearable: number;
  /** In the first request since the beginning or the newest compaction; null if unknown. */
  base: number | null;
}

/** Whether `first` is so small that `clearable` and `base` are needed. */
export function isContextSmall({ before, first }: Pick<ContextEvidence, 'before' | 'first'>): boolean {
  return isKnown(before) && isKnown(first) && first < before * mostlyThere;
}

/** Contexts of a whole history differ by less: reminders come and go. */
const mostlyThere = 0.9;

/** Less than this share of the context cannot be told from such differences. */
const resolution = 0.05;

/**
 * Why history is missing, in a few words; undefined if it is whole. The links of the transcript decide, read as the release reads them.
 * Where the release has to repair one, the tokens of the first request must show that it did. Where none is broken, tokens decide only
 * if nothing else explains why less than half of them were sent.
 */
export function findTruncation({ before, reach, context }: HistoryEvidence): string | undefined {
  if (!reach || reach.isCompacted) return undefined;
  const { reachable } = reach;
  if (before !== null && reachable !== null && reachable < before)
    return `of ${formatCount(before, 'earlier message')}, ${reachable === 0 ? 'none' : `only ${reachable}`} can be reached from this turn`;
  if (before === null && !reach.isComplete) return 'the history behind this turn breaks off before its beginning';
  return reach.repair ? findUnrepaired(context) : findDropped(context);
}

function findUnrepaired({ before, first, prompt, atStake, clearable }: ContextEvidence): string | undefined {
  const broken = 'a link of the history is broken';
  if (!isKnown(before) || !isKnown(first)) return `${broken}, and nothing shows that Claude repaired it`;
  const whole = before - clearable;
  const isTold = atStake !== null && atStake >= before * resolution;
  const least = Math.max(whole * mostlyThere, isTold ? whole + prompt - atStake / 2 : 0);
  return first >= least ? undefined : `${broken}, and ${sentOf(first, before)}`;
}

function findDropped({ before, first, isComparable, clearable, base }: ContextEvidence): string | undefined {
  if (!isComparable || base === null || !isKnown(before) || !isKnown(first)) return undefined;
  // A shorter system prompt, or CLAUDE.md, cannot explain more than all that there was in the first request.
  const isUnexplained = first < (before - clearable) / 2 && before - first > base;
  return isUnexplained ? `the history is linked, but ${sentOf(first, before)}` : undefined;
}

function sentOf(first: number, before: number): string {
  return `the model was sent ${first} tokens, after a context of ${before}`;
}

/** Some gateways report no usage, or 0. */
function isKnown(tokens: number | null): tokens is number {
  return tokens !== null && tokens > 0;
}
