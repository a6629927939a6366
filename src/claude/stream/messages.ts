import { amount, fields, isObject, type JsonObject, list, narrow, type Read, text, texts } from '../../core/json.ts';
import type { TokenUsage } from '../../core/usage.ts';

/** The messages of `--output-format stream-json` that chorus reads, with the keys that it reads. All others pass through untouched. */
export interface InitMessage {
  type: 'system';
  subtype: 'init';
  session_id: string;
  /** Full name. */
  model?: string;
  permissionMode?: string;
  cwd?: string;
  /** 2.0.19 and later. */
  claude_code_version?: string;
  /** Names. */
  tools?: unknown;
  mcp_servers?: unknown;
}

export interface AssistantMessage {
  type: 'assistant';
  session_id: string;
  /** The uuid of its record in the transcript; on 1.0.90 and later. */
  uuid?: string;
  /** Set for a subagent's messages. */
  parent_tool_use_id?: string | null;
  message: { id: string; model?: string; usage?: TokenUsage; content?: unknown };
}

export interface ResultMessage {
  type: 'result';
  subtype?: string;
  is_error: boolean;
  session_id: string;
  result?: string;
  /** Set if there is no `result` (2.1.50 and later). */
  errors?: string[];
  structured_output?: unknown;
  /** By model. */
  modelUsage?: unknown;
  num_turns?: number;
  duration_ms?: number;
  /** Time of the requests to the model, in ms. */
  duration_api_ms?: number;
  total_cost_usd?: number;
  usage?: TokenUsage;
  model_usage_since_last_result?: Record<string, { costUSD?: number }>;
  /** Set if it answers something other than the prompt: `task-notification`, the end of a background task. */
  origin?: { kind?: string };
  permission_denials?: unknown[];
  terminal_reason?: string | null;
  api_error_status?: number | null;
}

/** The `model` of a message that Claude made up, to show an API error. */
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

/** 2.1.280 and later first report, in a separate result, a task that was ended with the previous call. */
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

/** Only these ids are used in paths. */
export function isSessionId(text: string): boolean {
  return sessionId.test(text);
}

/** Only such a release can be compared, part by part. */
const release: Read<string> = (value) => (typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value) ? value : undefined);
/** Token counts, as a message or a record has them. */
export const readUsage = fields<TokenUsage>({
  input_tokens: amount,
  output_tokens: amount,
  cache_read_input_tokens: amount,
  cache_creation_input_tokens: amount,
  cache_creation: fields({ ephemeral_5m_input_tokens: amount, ephemeral_1h_input_tokens: amount }),
});
/** All of them or none: a sum with a missing part is wrong. */
const shares: Read = (value) => (isObject(value) && Object.values(value).every(isShare) ? value : undefined);

const resultFields = {
  subtype: text,
  result: text,
  errors: texts,
  num_turns: amount,
  duration_ms: amount,
  duration_api_ms: amount,
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
