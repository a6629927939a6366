export interface PastTool {
  /** As Claude calls it: `Edit`, `mcp__github__create_issue`. */
  name: string;
  /** The call in one line: `Edit src/login.ts`. */
  target: string;
  /** False where it failed or was denied; null where nothing came back. */
  ok: boolean | null;
  input: unknown;
  /** What it gave back, as text; null where nothing came back. */
  result: string | null;
}

export type PastPart = { type: 'text'; text: string } | { type: 'tool'; tool: PastTool };

/** A turn of a conversation, as its transcript tells it. */
export interface PastTurn {
  /** 1 for the first of the conversation. */
  number: number;
  /** When it was asked, and when the last of it was recorded: ISO 8601. */
  at: string | null;
  endedAt: string | null;
  /** Who answered, by full name. */
  model: string | null;
  /** Null where it is not in the transcript. */
  prompt: string | null;
  /** What Claude said and did, in its order. */
  parts: PastPart[];
  /** The API error that ended it. */
  error: string | null;
  /** The person stopped it. */
  interrupted: boolean;
  /** What came before was compacted: Claude went on with a summary of it. */
  compacted: boolean;
}

/** All that was said in a turn. */
export function answerOf({ parts }: PastTurn): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** What was said last, behind the last tool call: what `claude -p` prints. */
export function lastWordOf(turn: PastTurn): string {
  const afterTools = turn.parts.slice(turn.parts.findLastIndex(({ type }) => type === 'tool') + 1);
  return answerOf({ ...turn, parts: afterTools }) || answerOf(turn) || turn.error || '';
}

export function toolsOf({ parts }: PastTurn): PastTool[] {
  return parts.flatMap((part) => (part.type === 'tool' ? [part.tool] : []));
}
