/** What a release of `claude` does differently. Every field was measured on real releases against a Messages API stub. */
export interface Quirks {
  /** `--resume` goes on under a new id, in a new transcript with new uuids; message ids are kept. */
  resumeChangesId: boolean;
  /** `--fork-session` exists. Where it does not, a plain resume is a fork (`resumeChangesId`). */
  forkSession: boolean;
  /** `--fork-session` goes together with `--session-id`. */
  forkTakesSessionId: boolean;
  /** `--fork-session --resume-session-at <uuid>` forks with the history up to that record. */
  resumeSessionAt: boolean;
  /** The system prompt is recorded with the conversation; a changed one is ignored unless `--system-prompt-snapshot off` is given. */
  recordsSystemPrompt: boolean;
  /** `--permission-mode manual` is accepted; before, the same mode is called `default`. */
  manualMode: boolean;
  /** What `total_cost_usd` of a result is. */
  totalCost: 'call' | 'conversation';
  /** `--name` gives a conversation the title that Claude's own picker shows; earlier releases do not know the flag. */
  namesConversations: boolean;
  /** What is said after an interactive `--resume` is written to another transcript, without the history: it is lost to the next resume. */
  straysWhenOpened: boolean;
  /** A first turn that is killed before its reply leaves an id that can neither be resumed nor started. */
  wedgesKilledStart: boolean;
}

/** The releases that were measured, oldest first. A release between two of them is taken for the older one. */
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
  totalCost: 'call',
  namesConversations: false,
  straysWhenOpened: false,
  wedgesKilledStart: true,
};

/** Each row: from that measured release on, this changed. A new release's quirk is one row. */
const changes: readonly { since: string; quirks: Partial<Quirks> }[] = [
  { since: '1.0.128', quirks: { resumeChangesId: false, forkSession: true, straysWhenOpened: true } },
  // 2.0.0 takes --resume-session-at and then loses the history.
  { since: '2.0.50', quirks: { resumeSessionAt: true, straysWhenOpened: false } },
  { since: '2.1.50', quirks: { forkTakesSessionId: true } },
  { since: '2.1.100', quirks: { wedgesKilledStart: false, namesConversations: true } },
  { since: '2.1.200', quirks: { manualMode: true } },
  { since: '2.1.280', quirks: { recordsSystemPrompt: true, totalCost: 'conversation' } },
];

/** @param release e.g. `2.1.329`; undefined, and anything newer than the newest measured, is taken for the newest. */
export function quirksOf(release: string | undefined): Quirks {
  const applying = changes.filter(({ since }) => release === undefined || compareReleases(release, since) >= 0);
  return Object.assign({}, oldest, ...applying.map(({ quirks }) => quirks));
}

/** The measured release that `release` is taken for: the last one up to it; the oldest for what is older than all. */
export function nearestMeasured(release: string | undefined): string {
  if (release === undefined) return newestMeasured;
  return measuredReleases.findLast((measured) => compareReleases(measured, release) <= 0) ?? measuredReleases[0];
}

/**
 * Whether `release` is known to lack what came with the measured release `since`. A release between the last one that was seen
 * without it and `since` may have it: then the answer is no, and `claude` itself has the word.
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
