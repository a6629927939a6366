import { isObject } from '../../core/json.ts';
import { type Message, synthetic } from './messages.ts';

interface AnswerListener {
  /** The next piece of the current text block. */
  onText(text: string): void;
  /** The current text block is complete, or will stay incomplete. */
  onBlockEnd(): void;
}

/**
 * Claude's text for the user, as it arrives, each text once: from partial messages if there are any, else from whole ones. What a
 * subagent says is not for the user, and text that Claude makes up to show an error comes with the result.
 */
export class AnswerReader {
  readonly #listener: AnswerListener;
  /** The text of the current block. */
  #open: string | undefined;
  /** The current message, its texts, and those of them whose whole block is still to come. */
  #id: unknown;
  #blocks: string[] = [];
  #unconfirmed: string[] = [];
  /** All texts so far. */
  readonly #texts = new Set<string>();

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  take(message: Message): void {
    if (message.parent_tool_use_id) return;
    if (message.type === 'stream_event' && isObject(message.event)) this.#takePartial(message.event);
    if (message.type === 'assistant' && isObject(message.message) && message.message.model !== synthetic) {
      if (message.message.id !== this.#id) this.#begin(message.message.id);
      for (const text of textsOf(message.message.content)) this.#takeWhole(text);
    }
  }

  /** Whether a result repeats what was already said. */
  has(result: string): boolean {
    return this.#texts.has(result.trim());
  }

  #takePartial(event: Message): void {
    switch (event.type) {
      case 'message_start':
        this.#begin(isObject(event.message) ? event.message.id : undefined);
        break;
      case 'content_block_delta': {
        const text = isObject(event.delta) && event.delta.type === 'text_delta' ? event.delta.text : undefined;
        if (typeof text === 'string') this.#add(text);
        break;
      }
      case 'content_block_stop':
        if (this.#open !== undefined) this.#unconfirmed.push(this.#open);
        this.#close();
        break;
    }
  }

  /** The whole text comes before the end of its block, or after it. */
  #takeWhole(text: string): void {
    const known = this.#unconfirmed.indexOf(text);
    if (known !== -1) {
      this.#unconfirmed.splice(known, 1);
      return;
    }
    if (this.#open !== undefined && !text.startsWith(this.#open)) this.#close();
    this.#add(text.slice(this.#open?.length ?? 0));
    this.#close();
  }

  #begin(id: unknown): void {
    this.#close();
    this.#id = id;
    this.#blocks = [];
    this.#unconfirmed = [];
  }

  #add(text: string): void {
    this.#open = (this.#open ?? '') + text;
    if (text !== '') this.#listener.onText(text);
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#blocks.push(this.#open);
    this.#texts.add(this.#open.trim());
    // A result may hold only the last block of the last message, or all of its blocks.
    this.#texts.add(this.#blocks.join('').trim());
    this.#open = undefined;
    this.#listener.onBlockEnd();
  }
}

function textsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => (isObject(block) && block.type === 'text' && typeof block.text === 'string' ? [block.text] : []));
}
