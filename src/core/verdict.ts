export type Lineage =
  | { status: 'proved' }
  /** `older-point`: from this history, but not from its tip; `elsewhere`: from none of it. */
  | { status: 'contradicted'; from: 'older-point' | 'elsewhere' }
  | { status: 'unavailable'; because: 'no-transcript' | 'unreadable' | 'no-tip' | 'no-records' };

export type VerdictStatus = 'started' | 'resumed' | 'forked' | 'restarted' | 'not-found' | 'lost' | 'branched' | 'unverified';

export interface Evidence {
  /** The id that was asked for; null where the release chooses it. */
  expectedId: string | null;
  /** The id in `init`; null when there was no `init`. */
  initId: string | null;
  /** The id in `result`: no proof of anything (2.1.200 and later repeat the id that they do not have). */
  resultId: string | null;
  lineage: Lineage['status'];
  /** Records that the turn added to the conversation; null where no transcript tells. */
  recordsAdded: number | null;
}

export interface Judgement {
  status: VerdictStatus;
  /** Why, in a few words. */
  reason: string;
  evidence: Evidence;
}

/** Whether the conversation is the one that was asked for. */
export function isGoodVerdict(status: VerdictStatus): boolean {
  return status === 'started' || status === 'resumed' || status === 'forked' || status === 'restarted';
}

/** Whether the conversation goes on from the answer, under the id of `init`. */
export function isFollowed(status: VerdictStatus): boolean {
  return isGoodVerdict(status) || status === 'branched';
}

/** A setting that had another value than was asked. */
export interface Drift {
  key: 'model' | 'permissionMode' | 'cwd';
  asked: string;
  actual: string;
}
