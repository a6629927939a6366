import type { KeptConversation } from './conversation.ts';
import type { OtherClaude } from './notices.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';

/** A conversation that has become a session, or would. */
export interface Adoption {
  session: Session;
  conversation: KeptConversation;
  /** Settings of the session that are from the transcript. */
  guessed: string[];
  refused: Guess['refused'];
  /** The directory that the conversation was led in is not there any more. */
  isDirectoryGone: boolean;
  /** Who has the conversation open. */
  live: OtherClaude[];
}

/** What can be told of the settings that a conversation was led with. */
export interface Guess {
  settings: Settings;
  /** What the transcript tells, and is not taken from it. */
  refused: { key: string; value: string }[];
}
