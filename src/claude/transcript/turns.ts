import { isObject, text } from '../../core/json.ts';
import type { PastTool, PastTurn } from '../../core/past-turn.ts';
import type { Message } from '../stream/messages.ts';
import { toolTarget } from '../stream/tools.ts';
import { blocksOf, errorOf, isInterruption, kindOf, noResponse, outputOf, promptOf, textOf } from './record.ts';

/**
 * The turns of a conversation. A turn goes from a prompt to the next one.
 * @param records the chain, oldest first, including those of parallel tool calls.
 * @param cwd paths are shown relative to it.
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
    if (!isObject(record) || record.isSidechain === true) continue;
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
    turn.endedAt = text(record.timestamp) ?? turn.endedAt;
  }
  return turns;
}

function emptyTurn(number: number, prompt: string | null, { timestamp }: Message): PastTurn {
  const at = text(timestamp) ?? null;
  return { number, at, endedAt: at, model: null, prompt, parts: [], error: null, interrupted: false, compacted: false };
}

function addAnswer(turn: PastTurn, record: Message, calls: Map<string, PastTool>, cwd: string): void {
  const error = errorOf(record);
  if (error !== undefined) {
    if (error !== noResponse && error !== '') turn.error = error;
    return;
  }
  turn.error = null;
  if (isObject(record.message)) turn.model = text(record.message.model) ?? turn.model;
  for (const block of blocksOf(record)) {
    const { input } = block;
    const [name, id] = [text(block.name), text(block.id)];
    if (name !== undefined && /^(server_|mcp_)?tool_use$/.test(text(block.type) ?? '')) {
      const tool: PastTool = { name, target: toolTarget(name, input, cwd), ok: null, input, result: null };
      turn.parts.push({ type: 'tool', tool });
      if (id !== undefined) calls.set(id, tool);
    } else if (/_tool_result$/.test(text(block.type) ?? '')) settle(block, calls);
    else if (block.type === 'text') say(turn, textOf([block]));
  }
}

function addResults(turn: PastTurn, record: Message, calls: Map<string, PastTool>): void {
  if (isInterruption(record)) turn.interrupted = true;
  for (const block of blocksOf(record)) if (block.type === 'tool_result') settle(block, calls);
  const output = outputOf(record);
  if (output !== undefined) say(turn, output);
}

/** Tools that run on Claude's side report an error by the type of their result. */
function settle({ tool_use_id: toolUseId, is_error: isError, content }: Message, calls: Map<string, PastTool>): void {
  const tool = calls.get(text(toolUseId) ?? '');
  if (!tool) return;
  tool.ok = isError !== true && !(isObject(content) && /_error$/.test(text(content.type) ?? ''));
  tool.result = textOf(blocksOf({ content }));
}

function say(turn: PastTurn, text: string): void {
  const trimmed = text.replace(/^\s*\n/, '').trimEnd();
  if (trimmed !== '') turn.parts.push({ type: 'text', text: trimmed });
}
