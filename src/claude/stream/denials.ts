import { isObject, parseObject } from '../../core/json.ts';
import { linesWith } from './lines.ts';

/** A tool call that nobody had allowed, in the shape that `permission_denials` has. */
export interface Denial {
  tool_name?: string;
  tool_use_id?: string;
}

/** What it begins with. */
export const refusal = 'Claude requested permissions to ';

/**
 * The denials of 1.0.60, whose result does not list them: what Claude answers to such a call. Releases that name themselves in `init`
 * (2.x) need not be searched.
 */
export function findDenials(block: Buffer): Denial[] {
  return [...linesWith(block, refusal)].flatMap((line) => readDenials(parseObject(line)));
}

export function readDenials(message: unknown): Denial[] {
  if (!isObject(message) || message.type !== 'user' || message.parent_tool_use_id || !isObject(message.message)) return [];
  const { content } = message.message;
  return Array.isArray(content) ? content.flatMap(readDenial) : [];
}

function readDenial(block: unknown): Denial[] {
  if (!isObject(block) || block.type !== 'tool_result' || block.is_error !== true || typeof block.content !== 'string') return [];
  if (!block.content.startsWith(refusal)) return [];
  const [, name] = /^use ([^\s,]+)/.exec(block.content.slice(refusal.length)) ?? [];
  const id = block.tool_use_id;
  return [{ ...(name === undefined ? {} : { tool_name: name }), ...(typeof id === 'string' ? { tool_use_id: id } : {}) }];
}
