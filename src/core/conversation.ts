/** What Claude's own picker, and the SDK's `listSessions`, call a conversation. */
export interface ConversationLabels {
  /** Given by the user (or by chorus, with `--name`), else by Claude. */
  title: string | null;
  tag: string | null;
}

/** What the beginning and the end of a transcript say about its conversation. Times are ISO 8601. */
export interface ConversationSummary extends ConversationLabels {
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
