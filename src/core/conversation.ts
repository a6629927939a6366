/** What the beginning and the end of a transcript say about its conversation. Times are ISO 8601. */
export interface ConversationSummary {
  /** Given by the user or by Claude. */
  title: string | null;
  /** At most 1000 characters; null if it is too far from the beginning. */
  firstPrompt: string | null;
  createdAt: string;
  lastActiveAt: string;
  /** The directory it was held in; null if no record says so. */
  cwd: string | null;
  /** Bytes. */
  size: number;
}

/** A conversation that Claude keeps. */
export interface KeptConversation extends ConversationSummary {
  sessionId: string;
  path: string;
}

/** The last prompt, and Claude's final answer to it (empty if there was none). */
export interface Exchange {
  prompt: string;
  answer: string;
}
