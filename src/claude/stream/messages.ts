import { amount, fields, isObject, type JsonObject, list, narrow, type Read, text, texts } from '../../core/json.ts';
import type { TokenUsage } from '../../core/usage.ts';

/** The messages of `--output-format stream-json` that chorus reads, as far as it reads them. Others pass by untouched. */
export interface InitMessage {
  type: 'system';
  subtype: 'init';
  session_id: string;
  /** Full name. */
  model?: string;
  permissionMode?: string;
  cwd?: string;
  /** 2.x only. */
  claude_code_version?: string;
}

export interface AssistantMessage {
  type: 'assistant';
  session_id: string;
  /** The uuid of the record in the transcript; from 1.0.90 on at the latest. */
  uuid?: string;
  /** Set on what a subagent says. */
  parent_tool_use_id?: string | null;
  message: { id: string; model?: string; usage?: TokenUsage };
}

export interface ResultMessage {
  type: 'result';
  subtype?: string;
  is_error: boolean;
  session_id: string;
  result?: string;
  /** Where there is no `result` (2.1.50 and later). */
  errors?: string[];
  structured_output?: unknown;
  /** By model. */
  modelUsage?: unknown;
  num_turns?: number;
  duration_ms?: number;
  total_cost_usd?: number;
  usage?: TokenUsage;
  model_usage_since_last_result?: Record<string, { costUSD?: number }>;
  /** Set where it answers something else than the prompt: `task-notification`, the end of a background task. */
  origin?: { kind?: string };
  permission_denials?: unknown[];
  terminal_reason?: string | null;
  api_error_status?: number | null;
}

/** The `model` of a message that Claude made up itself, to show an API error. */
export const synthetic = '<synthetic>';

/** Any message, known or not. */
export type Message = JsonObject;

export function readInit(message: unknown): InitMessage | undefined {
  if (!isObject(message) || message.type !== 'system' || message.subtype !== 'init' || typeof message.session_id !== 'string')
    return undefined;
  return narrow<InitMessage>(message, { model: text, permissionMode: text, cwd: text, claude_code_version: release });
}

export function readResult(message: unknown): ResultMessage | undefined {
  if (!isObject(message) || message.type !== 'result' || typeof message.session_id !== 'string') return undefined;
  return narrow<ResultMessage>(message, resultFields);
}

/** 2.1.280 and later tell first, with a result of its own, of a task that was ended with the call before. */
export function answersPrompt({ origin }: ResultMessage): boolean {
  return origin?.kind !== 'task-notification';
}

/** What Claude itself says, not a subagent. */
export function readMainAssistant(message: unknown): AssistantMessage | undefined {
  if (!isObject(message) || message.type !== 'assistant' || message.parent_tool_use_id) return undefined;
  const inner = message.message;
  if (!isObject(inner) || typeof inner.id !== 'string') return undefined;
  return narrow<AssistantMessage>(message, { uuid: text, message: fields({ model: text, usage: readUsage }) });
}

const sessionId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it is one: paths are made of them. */
export function isSessionId(text: string): boolean {
  return sessionId.test(text);
}

/** Compared by its parts. */
const release: Read<string> = (value) => (typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value) ? value : undefined);
/** Tokens, as a message or a record states them. */
export const readUsage = fields<TokenUsage>({
  input_tokens: amount,
  output_tokens: amount,
  cache_read_input_tokens: amount,
  cache_creation_input_tokens: amount,
});
/** All of it or nothing: a sum of which a part is missing is none. */
const shares: Read = (value) => (isObject(value) && Object.values(value).every(isShare) ? value : undefined);

const resultFields = {
  subtype: text,
  result: text,
  errors: texts,
  num_turns: amount,
  duration_ms: amount,
  total_cost_usd: amount,
  usage: readUsage,
  model_usage_since_last_result: shares,
  origin: fields({ kind: text }),
  permission_denials: list,
  terminal_reason: text,
  api_error_status: amount,
};

function isShare(value: unknown): boolean {
  return isObject(value) && (value.costUSD === undefined || amount(value.costUSD) !== undefined);
}
