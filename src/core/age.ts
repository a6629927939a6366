import type { Session } from './session.ts';

const day = 86_400_000;

/** Days since the conversation was created: a resume does not make it younger. */
export function ageInDays(session: Pick<Session, 'createdAt'>, now: Date): number {
  return (now.getTime() - Date.parse(session.createdAt)) / day;
}

/** A conversation's transcript, and when Claude may delete it. */
export interface TranscriptAge {
  path: string;
  /** Bytes. */
  size: number;
  /** Days until Claude may delete it, counted from its last change; 0 or less once it may. */
  expiresInDays: number;
  /** Claude's effective `cleanupPeriodDays`. */
  cleanupPeriodDays: number;
}
