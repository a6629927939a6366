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

export interface TokenUsage {
  input_tokens?: number;
  output_tokens?: number;
  cache_read_input_tokens?: number;
  cache_creation_input_tokens?: number;
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
  subtype: string;
  is_error: boolean;
  session_id: string;
  result?: string;
  /** Where there is no `result` (2.1.50 and later). */
  errors?: string[];
  structured_output?: unknown;
  num_turns?: number;
  duration_ms?: number;
  total_cost_usd?: number;
  usage?: TokenUsage;
  model_usage_since_last_result?: Record<string, { costUSD?: number }>;
  permission_denials?: unknown[];
  terminal_reason?: string | null;
  api_error_status?: number | null;
}

/** The `model` of a message that Claude made up itself, to show an API error. */
export const synthetic = '<synthetic>';

/** Any message, known or not. */
export type Message = { type?: string; subtype?: string } & Record<string, unknown>;

export function isInit(message: unknown): message is InitMessage {
  return isMessage(message) && message.type === 'system' && message.subtype === 'init' && typeof message.session_id === 'string';
}

export function isResult(message: unknown): message is ResultMessage {
  return isMessage(message) && message.type === 'result' && typeof message.session_id === 'string';
}

/** What Claude itself says, not a subagent. */
export function isMainAssistant(message: unknown): message is AssistantMessage {
  if (!isMessage(message) || message.type !== 'assistant' || message.parent_tool_use_id) return false;
  const inner = message.message;
  return typeof inner === 'object' && inner !== null && typeof (inner as { id?: unknown }).id === 'string';
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
