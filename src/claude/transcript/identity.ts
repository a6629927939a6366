import type { ConversationEvent } from '../stream/hooks.ts';

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
  /** How it was entered first: `asked` for, begun by `/clear`, or gone back to with `/resume`. */
  entered: 'asked' | 'clear' | 'back';
}

export interface Identity {
  /** The conversations of the session that were entered, each once, the one that was entered last at the end; none where nothing is known to have begun. */
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
  const visited = (id: string) => followed.findIndex(({ sessionId }) => sessionId === id);
  const isOwn = (id: string) => formerIds.includes(id) || visited(id) !== -1;
  const isExpected = (id: string) => expectedId === null || changesId || id === expectedId;
  const howEntered = (id: string, source: string, previous = ''): FollowedConversation['entered'] | undefined => {
    if (followed.length === 0) return isExpected(id) ? 'asked' : undefined;
    if (formerIds.includes(id)) return 'back';
    return source === 'clear' && isOwn(previous) ? 'clear' : undefined;
  };
  let current: string | undefined;
  for (const { kind, sessionId, source } of events) {
    if (kind === 'end' || sessionId === current) continue;
    const previous = current;
    current = sessionId;
    if (visited(sessionId) !== -1) {
      followed.push(...followed.splice(visited(sessionId), 1));
      continue;
    }
    const entered = howEntered(sessionId, source, previous);
    // 2.1.50 begins every resume under an id of which nothing else is heard.
    if (entered === 'asked') foreign.length = 0;
    if (entered) followed.push({ sessionId, entered });
    else if (!foreign.includes(sessionId)) foreign.push(sessionId);
  }
  return { followed, foreign, end: events.findLast(({ kind }) => kind === 'end')?.source };
}
