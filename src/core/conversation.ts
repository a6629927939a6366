/** What the ends of a transcript tell of its conversation. Times are ISO 8601. */
export interface ConversationSummary {
  /** What the user, or Claude, called it. */
  title: string | null;
  /** At most 1000 characters; null where it stands too far from the beginning. */
  firstPrompt: string | null;
  createdAt: string;
  lastActiveAt: string;
  /** Where it was led; null where no record tells. */
  cwd: string | null;
  /** Bytes. */
  size: number;
}

/** A conversation that Claude keeps. */
export interface KeptConversation extends ConversationSummary {
  sessionId: string;
  path: string;
}

/** What was asked last, and what Claude said to it in the end (empty where it said nothing). */
export interface Exchange {
  prompt: string;
  answer: string;
}
