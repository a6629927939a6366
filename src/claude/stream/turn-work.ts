import { isObject, parseObject, text } from '../../core/json.ts';
import type { TokenUsage } from '../../core/usage.ts';
import { linesOfType, linesWith } from './lines.ts';
import { type Message, readUsage, synthetic } from './messages.ts';
import { type RateLimit, rateLimitEvent, readRateLimit } from './usage-limit.ts';

/** A request to the model, as the stream shows it. */
export interface ModelRequest {
  model: string | undefined;
  usage: TokenUsage;
}

/** What a turn did, apart from its answer. */
export interface TurnWork {
  /** Requests that were answered, each once, those of subagents included. */
  requests: readonly ModelRequest[];
  /** Whether an answer of the model began, as far as the stream shows it. */
  isAnswerBegun: boolean;
  /** The last command that Claude carried out without the model (`/cost`, `/compact`), if the model was not asked. */
  command: { hasFailed: boolean; output: string } | undefined;
  /** Whether `/clear` left the conversation that was asked for (2.1.200 and later), and the model was not asked. */
  isCleared: boolean;
  /** The last report on the limits of the account (2.1.45 and later). */
  rateLimit: RateLimit | undefined;
}

export const noWork: TurnWork = { requests: [], isAnswerBegun: false, command: undefined, isCleared: false, rateLimit: undefined };

const usageKey = '"usage":{';
const messageStart = 'message_start';
const conversationReset = 'conversation_reset';
export const commandTag = '<local-command-std';

/** Types of the lines that `TurnWorkReader` reads, beside those of Claude's answers; and what is in the others. */
export const workTypes = `${messageStart}|${conversationReset}|${rateLimitEvent}`;

/** Follows the work of a turn. Of a block it parses only the lines that may show some. */
export class TurnWorkReader {
  readonly #requests = new Map<string, ModelRequest>();
  #isAnswerBegun = false;
  #command: TurnWork['command'];
  #isCleared = false;
  #rateLimit: RateLimit | undefined;

  readBlock(block: Buffer): void {
    for (const line of linesWith(block, usageKey)) this.#takeRequest(parseObject(line));
    // The rest matters only where the model was not asked: a long stream is searched once.
    if (this.#requests.size > 0) return;
    if (!this.#isAnswerBegun) for (const line of linesWith(block, `"${messageStart}"`)) this.#takeStart(parseObject(line));
    for (const line of linesWith(block, commandTag)) this.#takeCommand(parseObject(line));
    for (const line of linesOfType(block, conversationReset)) this.#takeReset(parseObject(line));
    for (const line of linesOfType(block, rateLimitEvent)) this.#takeRateLimit(parseObject(line));
  }

  take(message: Message): void {
    this.#takeRequest(message);
    this.#takeStart(message);
    this.#takeCommand(message);
    this.#takeReset(message);
    this.#takeRateLimit(message);
  }

  get work(): TurnWork {
    const isAsked = this.#requests.size > 0;
    return {
      requests: [...this.#requests.values()],
      isAnswerBegun: this.#isAnswerBegun || isAsked,
      command: isAsked ? undefined : this.#command,
      isCleared: this.#isCleared && !isAsked,
      rateLimit: this.#rateLimit,
    };
  }

  /** A message of several blocks comes as several lines with the same id. */
  #takeRequest(message: Message | undefined): void {
    if (message?.type !== 'assistant' || !isObject(message.message)) return;
    const { id, model, usage } = message.message;
    const read = readUsage(usage);
    if (typeof id === 'string' && read && model !== synthetic) this.#requests.set(id, { model: text(model), usage: read });
  }

  #takeStart(message: Message | undefined): void {
    if (message?.type === 'stream_event' && isObject(message.event) && message.event.type === messageStart) this.#isAnswerBegun = true;
  }

  #takeCommand(message: Message | undefined): void {
    this.#command = (message && readCommand(message)) ?? this.#command;
  }

  #takeRateLimit(message: Message | undefined): void {
    this.#rateLimit = readRateLimit(message) ?? this.#rateLimit;
  }

  #takeReset(message: Message | undefined): void {
    if (message?.type === conversationReset) this.#isCleared = true;
  }
}

/**
 * The output of a command is a message of the user up to 2.1.280, and on 2.1.329 one that Claude made up, which also says
 * whether the command failed.
 */
function readCommand(message: Message): TurnWork['command'] {
  if (message.parent_tool_use_id || !isObject(message.message)) return undefined;
  const tagged = text(message.type === 'user' ? message.message.content : message.local_command_source);
  const [, channel, output = ''] = /^<local-command-std(out|err)>([\s\S]*?)(?:<\/local-command-std|$)/.exec(tagged ?? '') ?? [];
  return channel ? { hasFailed: channel === 'err' || isObject(message.local_command_outcome), output: output.trim() } : undefined;
}
