import type { TranscriptAge } from './age.ts';
import type { Session } from './session.ts';

/** A session as a list shows it. */
export interface Listed {
  session: Session;
  /** Undefined where no transcript is to be seen. */
  age: TranscriptAge | undefined;
  isInVault: boolean;
}

/** Days before the clean-up of its transcript from which a session's countdown is worth a place. */
const near = 7;

/**
 * What is left of a conversation: days until Claude may delete its transcript; or the transcript is `gone`, with a copy
 * `in-vault`; `none` where none was ever seen, or is there yet: a fork that was recorded knows of that of its parent.
 */
export type Expiry = { status: 'counted'; days: number } | { status: 'in-vault' | 'gone' | 'none' };

export function expiryOf({ session, age, isInVault }: Listed): Expiry {
  if (age) return { status: 'counted', days: age.expiresInDays };
  if (isInVault) return { status: 'in-vault' };
  return { status: session.transcriptSeen && session.state !== 'recorded' ? 'gone' : 'none' };
}

export function isNear(expiry: Expiry): boolean {
  return expiry.status === 'counted' ? expiry.days <= near : expiry.status !== 'none';
}

export interface Selection {
  /** All of them. */
  tags: readonly string[];
  /** The real path of a directory. */
  cwd?: string | undefined;
}

export function selectSessions(sessions: readonly Session[], { tags, cwd }: Selection): Session[] {
  return sessions.filter((session) => tags.every((tag) => session.tags.includes(tag)) && (cwd === undefined || session.cwd === cwd));
}

/** By what `rank` gives, the lowest first; what has none comes last, reversed or not. Equals stay in their order. */
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
