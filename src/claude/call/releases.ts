/**
 * How releases of `claude` differ. Every field was seen on real releases, against a stub of the Messages API, and every boundary is
 * exact: `npm run probe` finds it by halving the gap between two releases that differ (docs/probes.json).
 */
export interface Quirks {
  /** `--resume` continues under a new id, in a new transcript with new uuids; message ids are kept. */
  resumeChangesId: boolean;
  /**
   * A resume has the whole history. Where not, Claude warms up a subagent in the conversation's own transcript, and resumes from that
   * where it answered last: the model sees `Warmup` in place of the history.
   */
  keepsHistory: boolean;
  /** `--fork-session` exists. Without it, a plain resume is a fork (`resumeChangesId`). */
  forkSession: boolean;
  /** `--fork-session` can be combined with `--session-id`. */
  forkTakesSessionId: boolean;
  /** `--fork-session --resume-session-at <uuid>` forks with the history up to that record. */
  resumeSessionAt: boolean;
  /** The system prompt is recorded with the conversation; a changed one is ignored unless `--system-prompt-snapshot off` is given. */
  recordsSystemPrompt: boolean;
  /** `--permission-mode manual` is accepted; earlier releases call the same mode `default`. */
  manualMode: boolean;
  /**
   * What a resume does where a link of the transcript leads to no record, or round in a circle: it ends there (`never`), or continues with
   * the record before it in the file, for a `missing` record alone or for `all` such links.
   */
  repairsLinks: 'never' | 'missing' | 'all';
  /** What `total_cost_usd` of a result counts. */
  totalCost: 'call' | 'conversation';
  /** `--name` gives a conversation the title that Claude's own picker shows; earlier releases do not know the flag. */
  namesConversations: boolean;
  /** After an interactive `--resume`, new turns go to another transcript without the history, or to none: the next resume does not see them. */
  straysWhenOpened: boolean;
  /** A first turn that is killed before its reply leaves an id that can be neither resumed nor started. */
  wedgesKilledStart: boolean;
  /** The folder of a directory's conversations is named after its path in NFC; else after the path as it is. */
  normalizesProjects: boolean;
  /** `--resume` finds a conversation in the folder of any directory. 2.1.200 finds one of the same repository; earlier releases none. */
  findsEverywhere: boolean;
}

/** The releases whose flags were tried, oldest first. */
export const measuredReleases = [
  '1.0.60',
  '1.0.90',
  '1.0.110',
  '1.0.128',
  '2.0.0',
  '2.0.50',
  '2.1.50',
  '2.1.100',
  '2.1.150',
  '2.1.200',
  '2.1.225',
  '2.1.250',
  '2.1.280',
  '2.1.300',
  '2.1.310',
  '2.1.329',
] as const;

/** Between these two, quirks are known of every release. */
const oldestMeasured: string = measuredReleases[0];
export const newestMeasured = '2.1.331';

const oldest: Quirks = {
  resumeChangesId: true,
  keepsHistory: true,
  forkSession: false,
  forkTakesSessionId: false,
  resumeSessionAt: false,
  recordsSystemPrompt: false,
  manualMode: false,
  repairsLinks: 'never',
  totalCost: 'call',
  namesConversations: false,
  straysWhenOpened: false,
  wedgesKilledStart: true,
  normalizesProjects: false,
  findsEverywhere: false,
};

/** Each row: what changed with that release, the first one that npm has with it. A new release's quirk is one row. */
const changes: readonly { since: string; quirks: Partial<Quirks> }[] = [
  { since: '1.0.119', quirks: { forkSession: true, straysWhenOpened: true } },
  { since: '1.0.124', quirks: { resumeChangesId: false } },
  { since: '2.0.19', quirks: { keepsHistory: false } },
  { since: '2.0.23', quirks: { keepsHistory: true, straysWhenOpened: false } },
  // Earlier ones accept --resume-session-at, and then lose the history.
  { since: '2.0.44', quirks: { resumeSessionAt: true } },
  { since: '2.0.73', quirks: { forkTakesSessionId: true } },
  // These write nothing at all of what is said after an interactive resume, and then break the chain: the whole history is lost.
  { since: '2.1.23', quirks: { straysWhenOpened: true } },
  { since: '2.1.30', quirks: { straysWhenOpened: false } },
  { since: '2.1.38', quirks: { normalizesProjects: true } },
  { since: '2.1.73', quirks: { wedgesKilledStart: false } },
  { since: '2.1.76', quirks: { namesConversations: true } },
  { since: '2.1.91', quirks: { repairsLinks: 'missing' } },
  // 2.1.105 does not, and none between them was tried.
  { since: '2.1.114', quirks: { repairsLinks: 'all' } },
  // From 2.1.84 to 2.1.159, claude does nothing on Linux in a directory whose name is not in NFC.
  { since: '2.1.160', quirks: { normalizesProjects: false } },
  { since: '2.1.200', quirks: { manualMode: true } },
  { since: '2.1.225', quirks: { findsEverywhere: true } },
  { since: '2.1.268', quirks: { recordsSystemPrompt: true } },
  { since: '2.1.277', quirks: { totalCost: 'conversation' } },
];

/** @param release e.g. `2.1.329`. Undefined, or newer than the newest measured: treated as the newest measured. */
export function quirksOf(release: string | undefined): Quirks {
  const applying = changes.filter(({ since }) => release === undefined || compareReleases(release, since) >= 0);
  return Object.assign({}, oldest, ...applying.map(({ quirks }) => quirks));
}

/** The release that `release` is treated as: itself, unless it is newer or older than all that are known. */
export function knownRelease(release: string | undefined): string {
  if (release === undefined || compareReleases(release, newestMeasured) > 0) return newestMeasured;
  return compareReleases(release, oldestMeasured) < 0 ? oldestMeasured : release;
}

/**
 * Whether `release` is known to lack what came with the measured release `since`. A release between `since` and the last one
 * known to be without it may have it: then the answer is no, and `claude` itself decides.
 */
export function lacks(release: string | undefined, since: string | undefined): boolean {
  if (release === undefined || since === undefined || compareReleases(release, since) >= 0) return false;
  const lastWithout = measuredReleases.findLast((measured) => compareReleases(measured, since) < 0);
  return lastWithout !== undefined && compareReleases(release, lastWithout) <= 0;
}

export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.split('.').map(Number)) as [number[], number[]];
  for (let part = 0; part < 3; part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
