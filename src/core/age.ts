import type { Session } from './session.ts';

const day = 86_400_000;

/** Age of the conversation in days, from its creation: a resume never makes it younger. */
export function ageInDays(session: Pick<Session, 'createdAt'>, now: Date): number {
  return (now.getTime() - Date.parse(session.createdAt)) / day;
}

/** A conversation's transcript, and what Claude's clean-up leaves of its time. */
export interface TranscriptAge {
  path: string;
  /** Bytes. */
  size: number;
  /** Days until Claude may delete it, which counts from its last change; 0 and below once it may. */
  expiresInDays: number;
  /** Claude's effective `cleanupPeriodDays`. */
  cleanupPeriodDays: number;
}
