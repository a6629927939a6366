import { isObject, list, parseObject, text } from '../../core/json.ts';
import { linesWith } from './lines.ts';

/** A tool call that was not permitted, in the shape of `permission_denials`. */
export interface Denial {
  tool_name?: string;
  tool_use_id?: string;
}

/** What Claude's answer to such a call begins with. */
export const refusal = 'Claude requested permissions to ';

/**
 * The denials of 1.0.60, whose result does not list them: they are in Claude's answers to the calls. Releases that name themselves in
 * `init` (2.x) need not be searched.
 */
export function findDenials(block: Buffer): Denial[] {
  return [...linesWith(block, refusal)].flatMap((line) => readDenials(parseObject(line)));
}

export function readDenials(message: unknown): Denial[] {
  if (!isObject(message) || message.type !== 'user' || message.parent_tool_use_id || !isObject(message.message)) return [];
  return (list(message.message.content) ?? []).flatMap(readDenial);
}

function readDenial(block: unknown): Denial[] {
  if (!isObject(block) || block.type !== 'tool_result' || block.is_error !== true) return [];
  const answer = text(block.content);
  if (!answer?.startsWith(refusal)) return [];
  const [, name] = /^use ([^\s,]+)/.exec(answer.slice(refusal.length)) ?? [];
  const id = text(block.tool_use_id);
  return [{ ...(name === undefined ? {} : { tool_name: name }), ...(id === undefined ? {} : { tool_use_id: id }) }];
}
