export interface PastTool {
  /** Claude's name for it: `Edit`, `mcp__github__create_issue`. */
  name: string;
  /** The call in one line: `Edit src/login.ts`. */
  target: string;
  /** False if it failed or was denied; null if it returned nothing. */
  ok: boolean | null;
  input: unknown;
  /** What it returned, as text; null if it returned nothing. */
  result: string | null;
}

export type PastPart = { type: 'text'; text: string } | { type: 'tool'; tool: PastTool };

/** A turn of a conversation, read from its transcript. */
export interface PastTurn {
  /** 1 for the first of the conversation. */
  number: number;
  /** When the prompt was sent, and when the turn's last record was written: ISO 8601. */
  at: string | null;
  endedAt: string | null;
  /** The full name of the model that answered. */
  model: string | null;
  /** Null if the transcript does not have it. */
  prompt: string | null;
  /** What Claude said and did, in order. */
  parts: PastPart[];
  /** The API error that ended it. */
  error: string | null;
  /** Whether the user stopped it. */
  interrupted: boolean;
  /** Whether the turns before it were compacted: Claude continued from a summary. */
  compacted: boolean;
}

/** Everything that Claude said in a turn. */
export function answerOf({ parts }: PastTurn): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** What Claude said after the last tool call: what `claude -p` prints. */
export function lastWordOf(turn: PastTurn): string {
  const afterTools = turn.parts.slice(turn.parts.findLastIndex(({ type }) => type === 'tool') + 1);
  return answerOf({ ...turn, parts: afterTools }) || answerOf(turn) || turn.error || '';
}

export function toolsOf({ parts }: PastTurn): PastTool[] {
  return parts.flatMap((part) => (part.type === 'tool' ? [part.tool] : []));
}
