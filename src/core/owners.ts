import type { Session } from './session.ts';

export interface Owner {
  name: string;
  isFormer: boolean;
}

/** The session that has, or once had, each conversation, by the conversation's id. */
export function ownersOf(sessions: readonly Session[]): Map<string, Owner> {
  return new Map([
    ...sessions.flatMap(({ name, formerIds, movingTo = [] }) =>
      formerIds.concat(movingTo).map((id): [string, Owner] => [id, { name, isFormer: true }]),
    ),
    ...sessions.map(({ name, sessionId }): [string, Owner] => [sessionId, { name, isFormer: false }]),
  ]);
}
