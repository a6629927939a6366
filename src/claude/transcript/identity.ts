import type { ConversationEvent } from '../stream/hooks.ts';

export interface IdentityQuestion {
  /** The conversation that was asked for; null if the release chooses its id. */
  expectedId: string | null;
  /** The release changes the id on every resume. */
  changesId: boolean;
  /** Conversations that the session had before. */
  formerIds: readonly string[];
  events: readonly ConversationEvent[];
}

export interface FollowedConversation {
  sessionId: string;
  /** How it was first entered: `asked` for, begun by `/clear`, or returned to with `/resume`. */
  entered: 'asked' | 'clear' | 'back';
}

export interface Identity {
  /** The session's conversations that were entered, each once, the last entered at the end; empty if nothing is known to have begun. */
  followed: FollowedConversation[];
  /** Conversations that were entered although they are not the session's: `/resume` and `/branch` lead to them. */
  foreign: string[];
  /** How it ended, in Claude's word; undefined if Claude did not say. */
  end: string | undefined;
}

/** Which conversations of an interactive run are the session's: `/clear` begins a new one, `/resume` leads to an existing one. */
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
    // 2.1.50 begins every resume under an id that is never used again.
    if (entered === 'asked') foreign.length = 0;
    if (entered) followed.push({ sessionId, entered });
    else if (!foreign.includes(sessionId)) foreign.push(sessionId);
  }
  return { followed, foreign, end: events.findLast(({ kind }) => kind === 'end')?.source };
}
