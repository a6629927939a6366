import { isMessage, type Message } from '../stream/messages.ts';
import { toolTarget } from '../stream/tools.ts';
import { blocksOf, errorOf, isInterruption, kindOf, noResponse, outputOf, promptOf, textOf } from './record-kind.ts';

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

/**
 * The turns of a conversation. A turn goes from a prompt to the next one.
 * @param records of its chain, oldest first, those of parallel tool calls among them.
 * @param cwd that paths are shown relative to.
 * @param first the number of the first turn among them.
 */
export function buildTurns(records: Iterable<unknown>, cwd: string, first = 1): PastTurn[] {
  const turns: PastTurn[] = [];
  const calls = new Map<string, PastTool>();
  let isCompacted = false;
  const begin = (prompt: string | null, record: Message) => {
    turns.push(emptyTurn(first + turns.length, prompt, record));
  };
  for (const record of records) {
    if (!isMessage(record) || record.isSidechain === true) continue;
    if (record.subtype === 'compact_boundary') isCompacted = true;
    const prompt = promptOf(record);
    if (prompt !== undefined) begin(prompt, record);
    else if (record.type === 'assistant' && turns.length === 0) begin(null, record);
    const turn = turns.at(-1);
    if (!turn) continue;
    if (isCompacted && (prompt !== undefined || record.type === 'assistant')) {
      turn.compacted = true;
      isCompacted = false;
    }
    const kind = kindOf(record);
    if (kind === 'answer') addAnswer(turn, record, calls, cwd);
    else if (kind === 'result') addResults(turn, record, calls);
    else continue;
    if (typeof record.timestamp === 'string') turn.endedAt = record.timestamp;
  }
  return turns;
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

function emptyTurn(number: number, prompt: string | null, { timestamp }: Message): PastTurn {
  const at = typeof timestamp === 'string' ? timestamp : null;
  return { number, at, endedAt: at, model: null, prompt, parts: [], error: null, interrupted: false, compacted: false };
}

function addAnswer(turn: PastTurn, record: Message, calls: Map<string, PastTool>, cwd: string): void {
  const error = errorOf(record);
  if (error !== undefined) {
    if (error !== noResponse && error !== '') turn.error = error;
    return;
  }
  turn.error = null;
  if (isMessage(record.message) && typeof record.message.model === 'string') turn.model = record.message.model;
  for (const block of blocksOf(record)) {
    const { name, id, input } = block;
    if (typeof name === 'string' && /^(server_|mcp_)?tool_use$/.test(block.type ?? '')) {
      const tool: PastTool = { name, target: toolTarget(name, input, cwd), ok: null, input, result: null };
      turn.parts.push({ type: 'tool', tool });
      if (typeof id === 'string') calls.set(id, tool);
    } else if (/_tool_result$/.test(block.type ?? '')) settle(block, calls);
    else if (block.type === 'text') say(turn, textOf([block]));
  }
}

function addResults(turn: PastTurn, record: Message, calls: Map<string, PastTool>): void {
  if (isInterruption(record)) turn.interrupted = true;
  for (const block of blocksOf(record)) if (block.type === 'tool_result') settle(block, calls);
  const output = outputOf(record);
  if (output !== undefined) say(turn, output);
}

/** Tools that run at Claude's own side tell of an error by the type of what they give back. */
function settle({ tool_use_id: id, is_error: isError, content }: Message, calls: Map<string, PastTool>): void {
  const tool = typeof id === 'string' ? calls.get(id) : undefined;
  if (!tool) return;
  tool.ok = isError !== true && !(isMessage(content) && /_error$/.test(content.type ?? ''));
  tool.result = textOf(blocksOf({ content }));
}

function say(turn: PastTurn, text: string): void {
  const trimmed = text.replace(/^\s*\n/, '').trimEnd();
  if (trimmed !== '') turn.parts.push({ type: 'text', text: trimmed });
}
