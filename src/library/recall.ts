import { lastExchange } from '../claude/transcript/last-exchange.ts';
import type { Exchange } from '../core/conversation.ts';
import type { Session } from '../core/session.ts';
import { findConversation } from '../turn/restoration.ts';
import type { World } from '../turn/world.ts';

/** The last prompt and answer of a session, from its transcript or the vault's copy. Undefined if there is nothing to read. */
export async function recallLast(world: World, session: Session): Promise<Exchange | undefined> {
  const { transcript } = await findConversation(world, session, session.sessionId);
  return transcript?.isReadable ? lastExchange(transcript.path) : undefined;
}
