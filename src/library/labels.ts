import { readLabels } from '../claude/transcript/labels.ts';
import type { ConversationLabels } from '../core/conversation.ts';
import type { Session } from '../core/session.ts';
import { findConversation } from '../turn/restoration.ts';
import type { World } from '../turn/world.ts';

/** What Claude calls the conversation of a session, from its transcript or the vault's copy. Undefined if there is nothing to read. */
export async function labelsOf(world: World, session: Session): Promise<ConversationLabels | undefined> {
  if (session.state === 'recorded') return undefined;
  const { transcript } = await findConversation(world, session, session.sessionId);
  return transcript?.isReadable && transcript.size > 0 ? readLabels(transcript.path) : undefined;
}
