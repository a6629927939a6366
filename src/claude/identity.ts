import type { ConversationEvent } from './hooks.ts';

export interface IdentityQuestion {
  /** The conversation that was asked for; null where the release chooses its id. */
  expectedId: string | null;
  /** The release goes on under a new id on every resume. */
  changesId: boolean;
  /** Conversations that the session had before. */
  formerIds: readonly string[];
  events: readonly ConversationEvent[];
}

export interface FollowedConversation {
  sessionId: string;
  /** How it was entered: `asked` for, begun by `/clear`, or gone back to with `/resume`. */
  entered: 'asked' | 'clear' | 'back';
}

export interface Identity {
  /** The conversations of the session that were entered, in order; none where nothing is known to have begun. */
  followed: FollowedConversation[];
  /** Those that are not the session's, and were entered all the same: `/resume` and `/branch` lead to them. */
  foreign: string[];
  /** How it ended, in Claude's word; undefined where it could not tell. */
  end: string | undefined;
}

/** Which conversations of an interactive run are the session's: `/clear` begins one of its own, `/resume` leads to one that is there. */
export function followConversations({ expectedId, changesId, formerIds, events }: IdentityQuestion): Identity {
  const followed: FollowedConversation[] = [];
  const foreign: string[] = [];
  const isOwn = (id: string) => formerIds.includes(id) || followed.some(({ sessionId }) => sessionId === id);
  const isExpected = (id: string) => expectedId === null || changesId || id === expectedId;
  const howEntered = (id: string, source: string): FollowedConversation['entered'] | undefined => {
    if (followed.length === 0) return isExpected(id) ? 'asked' : undefined;
    if (isOwn(id)) return 'back';
    return source === 'clear' && isOwn(current ?? '') ? 'clear' : undefined;
  };
  let current: string | undefined;
  for (const { kind, sessionId, source } of events) {
    if (kind === 'end' || sessionId === current) continue;
    const entered = howEntered(sessionId, source);
    current = sessionId;
    // 2.1.50 begins every resume under an id of which nothing else is heard.
    if (entered === 'asked') foreign.length = 0;
    if (entered) followed.push({ sessionId, entered });
    else if (!foreign.includes(sessionId)) foreign.push(sessionId);
  }
  return { followed, foreign, end: events.findLast(({ kind }) => kind === 'end')?.source };
}
