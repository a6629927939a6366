export type Lineage =
  | { status: 'proved' }
  /** `older-point`: from this history, but not from its tip. `elsewhere`: not from this history. */
  | { status: 'contradicted'; from: 'older-point' | 'elsewhere' }
  | { status: 'unavailable'; because: 'no-transcript' | 'unreadable' | 'no-tip' | 'no-records' | 'ids-not-unique' };

/** Every verdict, the worst first. */
export const verdictsWorstFirst = [
  'lost',
  'not-found',
  'truncated',
  'branched',
  'unverified',
  'restarted',
  'forked',
  'resumed',
  'started',
] as const;

export type VerdictStatus = (typeof verdictsWorstFirst)[number];

export interface Evidence {
  /** The id that was requested; null if the release chooses it. */
  expectedId: string | null;
  /** The id in `init`; null if there was no `init`. */
  initId: string | null;
  /** The id in `result`. It proves nothing: 2.1.200 and later repeat even an id that they do not have. */
  resultId: string | null;
  lineage: Lineage['status'];
  /** Records that the turn added to the conversation; null if there is no transcript. */
  recordsAdded: number | null;
  /**
   * Messages of the main chain, back to the newest compaction: `before`, that were reachable after the last good turn, and `reachable`, that
   * are behind this one. Null if unknown, or if the conversation is new or was compacted since.
   */
  messages: { before: number | null; reachable: number | null };
  /** Tokens of the context at the end of the last good turn (`before`), and in the first request of this one. Null if unknown. */
  context: { before: number | null; first: number | null };
}

export interface Judgement {
  status: VerdictStatus;
  /** Why, in a few words. */
  reason: string;
  evidence: Evidence;
}

/** Whether the conversation is the one that was requested. */
export function isGoodVerdict(status: VerdictStatus): boolean {
  return status === 'started' || status === 'resumed' || status === 'forked' || status === 'restarted';
}

/** Whether the session continues from this answer, under the id in `init`. */
export function isFollowed(status: VerdictStatus): boolean {
  return isGoodVerdict(status) || status === 'branched' || status === 'truncated';
}

/**
 * A setting whose actual value differs from the requested one. `release`: the command line was made for another release of `claude` than
 * the one that answered, and would have been another one for that.
 */
export interface Drift {
  key: 'model' | 'permissionMode' | 'cwd' | 'release';
  asked: string;
  actual: string;
}
