import type { KeptConversation } from './conversation.ts';
import type { OtherClaude } from './notices.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';

/** A conversation that became a session, or, in a dry run, would become one. */
export interface Adoption {
  session: Session;
  conversation: KeptConversation;
  /** Keys of the session's settings that were taken from the transcript. */
  guessed: string[];
  refused: Guess['refused'];
  /** The conversation's directory no longer exists. */
  isDirectoryGone: boolean;
  /** The `claude` processes that have the conversation open. */
  live: OtherClaude[];
}

/** The settings that a conversation was probably held with. */
export interface Guess {
  settings: Settings;
  /** Settings that the transcript names, but that are not adopted. */
  refused: { key: string; value: string }[];
}
