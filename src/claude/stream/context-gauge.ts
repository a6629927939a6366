import type { ContextUse } from '../../core/activity.ts';
import { isObject } from '../../core/json.ts';
import { contextTokens } from '../../core/usage.ts';
import { contextWindowOf } from './context-window.ts';
import { type Message, readMainAssistant, readResult, readUsage, synthetic } from './messages.ts';

/** How much of the context the conversation takes, from the stream: the input and output tokens of the last request. */
export class ContextGauge {
  #use: ContextUse | undefined;
  #model: string | undefined;
  #partial: Message | undefined;

  take(message: Message): void {
    if (message.parent_tool_use_id) return;
    if (message.type === 'stream_event') this.#takePartial(message.event);
    const answer = readMainAssistant(message)?.message;
    if (answer?.usage && answer.model !== synthetic) {
      this.#model = answer.model;
      this.#set(contextTokens(answer.usage));
    }
    const result = readResult(message);
    if (result && this.#use) this.#use.window = contextWindowOf(result, this.#model) ?? null;
  }

  /** Undefined if the model was not called. */
  get use(): ContextUse | undefined {
    return this.#use;
  }

  /** Only the last partial message has the number of output tokens. */
  #takePartial(event: unknown): void {
    if (!isObject(event)) return;
    if (event.type === 'message_start' && isObject(event.message)) this.#partial = event.message;
    if (event.type !== 'message_delta' || !this.#partial) return;
    const carried = readUsage(this.#partial.usage);
    const produced = readUsage(event.usage);
    if (carried && produced?.output_tokens !== undefined) {
      this.#set(contextTokens({ ...carried, output_tokens: produced.output_tokens }));
    }
  }

  #set(tokens: number): void {
    this.#use = { tokens, window: null };
  }
}
