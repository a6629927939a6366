/** How releases of `claude` differ. Every field was measured on real releases against a Messages API stub. */
export interface Quirks {
  /** `--resume` continues under a new id, in a new transcript with new uuids; message ids are kept. */
  resumeChangesId: boolean;
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
  /** After an interactive `--resume`, new turns go to another transcript without the history: the next resume does not see them. */
  straysWhenOpened: boolean;
  /** A first turn that is killed before its reply leaves an id that can be neither resumed nor started. */
  wedgesKilledStart: boolean;
  /** The folder of a directory's conversations is named after its path in NFC; else after the path as it is. */
  normalizesProjects: boolean;
  /** `--resume` finds a conversation in the folder of any directory. 2.1.200 finds one of the same repository; earlier releases none. */
  findsEverywhere: boolean;
}

/** The releases that were measured, oldest first. A release between two of them is treated as the older one. */
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

export const newestMeasured: string = measuredReleases[measuredReleases.length - 1] as string;

const oldest: Quirks = {
  resumeChangesId: true,
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

/** Each row: what changed with that measured release. A new release's quirk is one row. */
const changes: readonly { since: string; quirks: Partial<Quirks> }[] = [
  { since: '1.0.128', quirks: { resumeChangesId: false, forkSession: true, straysWhenOpened: true } },
  // 2.0.0 accepts --resume-session-at, and then loses the history.
  { since: '2.0.50', quirks: { resumeSessionAt: true, straysWhenOpened: false } },
  { since: '2.1.38', quirks: { normalizesProjects: true } },
  { since: '2.1.50', quirks: { forkTakesSessionId: true } },
  { since: '2.1.91', quirks: { repairsLinks: 'missing' } },
  { since: '2.1.100', quirks: { wedgesKilledStart: false, namesConversations: true } },
  // 2.1.105 does not, and none between them was tried.
  { since: '2.1.114', quirks: { repairsLinks: 'all' } },
  // From 2.1.84 to 2.1.159, claude does nothing on Linux in a directory whose name is not in NFC.
  { since: '2.1.160', quirks: { normalizesProjects: false } },
  { since: '2.1.200', quirks: { manualMode: true } },
  { since: '2.1.225', quirks: { findsEverywhere: true } },
  { since: '2.1.280', quirks: { recordsSystemPrompt: true, totalCost: 'conversation' } },
];

/** @param release e.g. `2.1.329`. Undefined, or newer than the newest measured: treated as the newest measured. */
export function quirksOf(release: string | undefined): Quirks {
  const applying = changes.filter(({ since }) => release === undefined || compareReleases(release, since) >= 0);
  return Object.assign({}, oldest, ...applying.map(({ quirks }) => quirks));
}

/** The measured release that `release` is treated as: the last one up to it, or the oldest. */
export function nearestMeasured(release: string | undefined): string {
  if (release === undefined) return newestMeasured;
  return measuredReleases.findLast((measured) => compareReleases(measured, release) <= 0) ?? measuredReleases[0];
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
