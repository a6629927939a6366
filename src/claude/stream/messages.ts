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
export type Message = { type?: string; subtype?: string } & Record<string, unknown>;

export function readInit(message: unknown): InitMessage | undefined {
  if (!isMessage(message) || message.type !== 'system' || message.subtype !== 'init' || typeof message.session_id !== 'string')
    return undefined;
  return narrow(message, { model: text, permissionMode: text, cwd: text, claude_code_version: release });
}

export function readResult(message: unknown): ResultMessage | undefined {
  if (!isMessage(message) || message.type !== 'result' || typeof message.session_id !== 'string') return undefined;
  return narrow(message, resultFields);
}

/** 2.1.280 and later tell first, with a result of its own, of a task that was ended with the call before. */
export function answersPrompt({ origin }: ResultMessage): boolean {
  return origin?.kind !== 'task-notification';
}

/** What Claude itself says, not a subagent. */
export function readMainAssistant(message: unknown): AssistantMessage | undefined {
  if (!isMessage(message) || message.type !== 'assistant' || message.parent_tool_use_id) return undefined;
  const inner = message.message;
  if (!isMessage(inner) || typeof inner.id !== 'string') return undefined;
  return narrow(message, { uuid: text, message: fields({ model: text, usage }) });
}

/** Of a record in a transcript. */
export function readUsage(value: unknown): TokenUsage | undefined {
  return usage(value) as TokenUsage | undefined;
}

/** A line as an object; undefined for what is none. */
export function parseMessage(line: string | Buffer): Message | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const sessionId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it is one: paths are made of them. */
export function isSessionId(text: string): boolean {
  return sessionId.test(text);
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, if it is of the right type; undefined otherwise: what is of another type is as if it had not come. */
type Read = (value: unknown) => unknown;

const text: Read = (value) => (typeof value === 'string' ? value : undefined);
const texts: Read = (value) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined);
const list: Read = (value) => (Array.isArray(value) ? value : undefined);
/** What is counted is added up: JSON knows 1e999, which is no number to do that with. */
const amount: Read = (value) => (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined);
/** Compared by its parts. */
const release: Read = (value) => (typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value) ? value : undefined);
const fields =
  (reads: Record<string, Read>): Read =>
  (value) =>
    isMessage(value) ? narrow(value, reads) : undefined;
/** Tokens, as a message or a record tells them. */
const usage = fields({
  input_tokens: amount,
  output_tokens: amount,
  cache_read_input_tokens: amount,
  cache_creation_input_tokens: amount,
});
/** All of it or nothing: a sum of which a part is missing is none. */
const shares: Read = (value) => (isMessage(value) && Object.values(value).every(isShare) ? value : undefined);

const resultFields: Record<string, Read> = {
  subtype: text,
  result: text,
  errors: texts,
  num_turns: amount,
  duration_ms: amount,
  total_cost_usd: amount,
  usage,
  model_usage_since_last_result: shares,
  origin: fields({ kind: text }),
  permission_denials: list,
  terminal_reason: text,
  api_error_status: amount,
};

function isShare(value: unknown): boolean {
  return isMessage(value) && (value.costUSD === undefined || amount(value.costUSD) !== undefined);
}

function narrow<T = Message>(message: Message, reads: Record<string, Read>): T {
  const narrowed = { ...message };
  for (const [key, read] of Object.entries(reads)) {
    if (!(key in message)) continue;
    const value = read(message[key]);
    if (value === undefined) delete narrowed[key];
    else narrowed[key] = value;
  }
  return narrowed as T;
}
