import type { TranscriptAge } from './age.ts';
import { isFailure } from './event-filter.ts';
import { hasHadTranscript, type Session } from './session.ts';

/** A session as a list shows it. */
export interface Listed {
  session: Session;
  /** Undefined if there is no transcript. */
  age: TranscriptAge | undefined;
  isInVault: boolean;
}

/** A session's countdown is shown from this many days before the clean-up of its transcript. */
const near = 7;

/**
 * `counted`: days until Claude may delete the transcript. `in-vault`: the transcript is gone, but the vault has a copy. `gone`: there is
 * neither. `none`: there never was a transcript, or not yet; a fork has seen only that of its parent until its first turn is over.
 */
export type Expiry = { status: 'counted'; days: number } | { status: 'in-vault' | 'gone' | 'none' };

export function expiryOf({ session, age, isInVault }: Listed): Expiry {
  if (age) return { status: 'counted', days: age.expiresInDays };
  if (isInVault) return { status: 'in-vault' };
  return { status: hasHadTranscript(session) ? 'gone' : 'none' };
}

export function isNear(expiry: Expiry): boolean {
  return expiry.status === 'counted' ? expiry.days <= near : expiry.status !== 'none';
}

export interface Selection {
  /** A session must have all of these. */
  tags: readonly string[];
  /** The real path of a directory. */
  cwd?: string | undefined;
  /** Only those whose last call failed. */
  failed?: boolean | undefined;
}

export function selectSessions(sessions: readonly Session[], { tags, cwd, failed }: Selection): Session[] {
  return sessions.filter(
    (session) =>
      tags.every((tag) => session.tags.includes(tag)) &&
      (cwd === undefined || session.cwd === cwd) &&
      (!failed || isFailure(session.last ?? {})),
  );
}

/** Sorts by `rank`, the lowest first. Items without a rank come last, reversed or not; items of equal rank keep their order. */
export function sortBy<T>(items: readonly T[], rank: (item: T) => string | number | undefined, isReversed = false): T[] {
  const direction = isReversed ? -1 : 1;
  const ranked = items.map((item) => ({ item, rank: rank(item) }));
  ranked.sort((a, b) => {
    if (a.rank === undefined || b.rank === undefined) return Number(a.rank === undefined) - Number(b.rank === undefined);
    if (a.rank === b.rank) return 0;
    return a.rank < b.rank ? -direction : direction;
  });
  return ranked.map(({ item }) => item);
}
