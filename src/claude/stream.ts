import {
  type AssistantMessage,
  type InitMessage,
  isInit,
  isMainAssistant,
  isResult,
  type Message,
  type ResultMessage,
  synthetic,
} from './messages.ts';

const newline = 0x0a;
const keptHead = 512;

/** More than the longest key and value that are looked for, with the blanks between them. */
const seam = 48;

/** From this many bytes on a line is looked at in the parts in which it came: to join them would take its size once more. */
const longLine = 1024 * 1024;

/** What of a stream bears on the verdict: a few messages, however long the stream was. */
export interface StreamFacts {
  init: InitMessage | undefined;
  /** The last one: after a background task there can be several. */
  result: ResultMessage | undefined;
  lastAssistant: AssistantMessage | undefined;
  /** The first bytes of the stream: what a `claude` that ended without a result had to say. */
  head: string;
}

export interface StreamListener {
  /** Every line that is a JSON object. Given, each line is parsed; without it, only those that `StreamFacts` needs. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  onResult?: ((result: ResultMessage) => void) | undefined;
}

/**
 * Reads stream-json as it comes. Lines end at byte 0x0A alone: U+2028 may stand in one, and one may be split anywhere, in the
 * middle of a character too. Without `onMessage` it does not look at each line: it searches whole blocks for the values that
 * `type` has on the lines it needs, so that it keeps up with a pipe. Memory is that of the longest line.
 */
export class StreamReader {
  readonly #listener: StreamListener;
  #unfinished: Buffer[] = [];
  #init: InitMessage | undefined;
  #result: ResultMessage | undefined;
  #lastAssistant: AssistantMessage | undefined;
  /** A long line that came after it and may be a later one, in parts: it is parsed only when it was the last. */
  #longAssistant: readonly Buffer[] = [];
  #head = Buffer.alloc(0);

  constructor(listener: StreamListener = {}) {
    this.#listener = listener;
  }

  /** A promise where the listener wants the stream held back until it is kept. */
  push(chunk: Buffer): Promise<void> | undefined {
    if (this.#head.length < keptHead) this.#head = Buffer.concat([this.#head, chunk.subarray(0, keptHead - this.#head.length)]);
    let start = 0;
    let pause: Promise<void> | undefined;
    if (this.#unfinished.length > 0) {
      const end = chunk.indexOf(newline);
      if (end === -1) {
        this.#unfinished.push(chunk);
        return undefined;
      }
      start = end + 1;
      pause = this.#readParts([...this.#unfinished, chunk.subarray(0, end)]);
      this.#unfinished = [];
    }
    const end = chunk.lastIndexOf(newline) + 1;
    if (end < chunk.length) this.#unfinished.push(chunk.subarray(Math.max(end, start)));
    if (end <= start) return pause;
    const block = chunk.subarray(start, end - 1);
    return pause ? pause.then(() => this.#readBlock(block)) : this.#readBlock(block);
  }

  /** The stream ended: a last line without its newline counts. */
  end(): Promise<void> | undefined {
    const parts = this.#unfinished;
    this.#unfinished = [];
    return parts.length > 0 ? this.#readParts(parts) : undefined;
  }

  get facts(): StreamFacts {
    const long = parseLine(Buffer.concat(this.#longAssistant));
    return {
      init: this.#init,
      result: this.#result,
      lastAssistant: isMainAssistant(long) ? long : this.#lastAssistant,
      head: this.#head.toString(),
    };
  }

  /** A line that came in several chunks. */
  #readParts(parts: readonly Buffer[]): Promise<void> | undefined {
    const isLong = parts.reduce((size, part) => size + part.length, 0) >= longLine;
    const holds = (type: string) => windows(parts).some((window) => !linesOfType(window, type).next().done);
    if (!isLong || this.#listener.onMessage || holds('result') || (!this.#init && holds('system')))
      return this.#readBlock(Buffer.concat(parts));
    if (holds('assistant') && !windows(parts).some(isFromSubagent)) this.#longAssistant = parts;
    return undefined;
  }

  #readBlock(block: Buffer): Promise<void> | undefined {
    if (this.#listener.onMessage) return this.#readLines(block, this.#listener.onMessage);
    if (!this.#init) {
      for (const line of linesOfType(block, 'system')) this.#take(parseLine(line));
    }
    for (const line of linesOfType(block, 'result')) this.#take(parseLine(line));
    for (const line of linesOfTypeBackwards(block, 'assistant')) {
      if (this.#takeAssistant(parseLine(line))) break;
    }
    return undefined;
  }

  async #readLines(block: Buffer, onMessage: NonNullable<StreamListener['onMessage']>): Promise<void> {
    for (const line of lines(block)) {
      const message = parseLine(line);
      if (message === undefined) continue;
      this.#take(message);
      this.#takeAssistant(message);
      await onMessage(message);
    }
  }

  #takeAssistant(message: unknown): boolean {
    if (!isMainAssistant(message)) return false;
    this.#lastAssistant = message;
    this.#longAssistant = [];
    return true;
  }

  #take(message: unknown): void {
    if (isInit(message) && !this.#init) {
      this.#init = message;
    } else if (isResult(message)) {
      this.#result = message;
      this.#listener.onResult?.(message);
    }
  }
}

/** The parts of a line, and what stands across each border, however small the parts. */
function windows(parts: readonly Buffer[]): Buffer[] {
  let before = Buffer.alloc(0);
  return parts.flatMap((part) => {
    const border = Buffer.concat([before, part.subarray(0, seam)]);
    before = Buffer.concat([before, part.subarray(-seam)]).subarray(-seam);
    return [border, part];
  });
}

/**
 * The model that answered; before an answer, the one that `init` names. They differ: 2.1.329 plans with sonnet when it is asked for
 * haiku, and says haiku.
 */
export function effectiveModel(facts: StreamFacts): string | undefined {
  return lastAnswer(facts)?.message.model ?? facts.init?.model;
}

/** The last message of the model itself. */
export function lastAnswer({ lastAssistant }: StreamFacts): AssistantMessage | undefined {
  return lastAssistant?.message.model === synthetic ? undefined : lastAssistant;
}

function* lines(block: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
    yield block.subarray(start, end);
    start = end + 1;
  }
  yield block.subarray(start);
}

/** The lines in which some `"type"` has the value `type`: at the top, or deeper, which parsing tells. */
function* linesOfType(block: Buffer, type: string): Generator<Buffer> {
  const needle = `"${type}"`;
  let hit = block.indexOf(needle);
  while (hit !== -1) {
    const line = lineAround(block, hit);
    if (isValueOfType(block, hit)) {
      yield line.text;
      hit = block.indexOf(needle, line.end);
    } else hit = block.indexOf(needle, hit + needle.length);
  }
}

/** The same, last line first. */
function* linesOfTypeBackwards(block: Buffer, type: string): Generator<Buffer> {
  const needle = `"${type}"`;
  let hit = block.lastIndexOf(needle);
  while (hit !== -1) {
    let next = hit;
    if (isValueOfType(block, hit)) {
      const line = lineAround(block, hit);
      yield line.text;
      next = line.start;
    }
    hit = next === 0 ? -1 : block.lastIndexOf(needle, next - 1);
  }
}

function lineAround(block: Buffer, position: number): { text: Buffer; start: number; end: number } {
  const start = block.lastIndexOf(newline, position) + 1;
  const next = block.indexOf(newline, position);
  const end = next === -1 ? block.length : next;
  return { text: block.subarray(start, end), start, end };
}

/** Whether what stands at `position` is the value of a key `"type"`, blanks around the colon allowed. */
function isValueOfType(block: Buffer, position: number): boolean {
  return /"type"\s*:\s*$/.test(block.toString('latin1', Math.max(0, position - 16), position));
}

function isFromSubagent(window: Buffer): boolean {
  const key = window.lastIndexOf('"parent_tool_use_id"');
  return key !== -1 && /^\s*:\s*"/.test(window.toString('latin1', key + 20, key + 30));
}

function parseLine(line: Buffer): Message | undefined {
  try {
    const value: unknown = JSON.parse(line.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
