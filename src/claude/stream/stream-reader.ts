import type { BackgroundTask } from '../../core/background-task.ts';
import { parseObject } from '../../core/json.ts';
import { BackgroundTasks, taskKey } from './background-tasks.ts';
import { type Denial, findDenials, readDenials, refusal } from './denials.ts';
import { lines, linesOfType, linesOfTypeBackwards, linesWith, matchesWithin, newline, windows } from './lines.ts';
import {
  type AssistantMessage,
  answersPrompt,
  type InitMessage,
  type Message,
  type ResultMessage,
  readInit,
  readMainAssistant,
  readResult,
  synthetic,
} from './messages.ts';

const keptHead = 512;

const keptCandidates = 4;

/** From this many bytes on a line is looked at in the parts in which it came: to join them would take its size once more. */
const longLine = 1024 * 1024;

/** What of a stream bears on the verdict: a few messages, however long the stream was. */
export interface StreamFacts {
  init: InitMessage | undefined;
  /** The last one, once the prompt has had its answer. */
  result: ResultMessage | undefined;
  /** All of them, oldest first: Claude answers once more when a background task has ended. */
  results: readonly ResultMessage[];
  /** Those that still ran when an answer was there. */
  tasks: readonly BackgroundTask[];
  lastAssistant: AssistantMessage | undefined;
  /** The first bytes of the stream: what a `claude` that ended without a result had to say. */
  head: string;
}

export interface StreamListener {
  /** Every line that is a JSON object. Given, each line is parsed; without it, only those that `StreamFacts` needs. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  /** Claude has begun, and named the conversation. */
  onInit?: ((init: InitMessage) => void) | undefined;
  /** The prompt has its answer, or Claude answered again. @param tasks those that still run. */
  onResult?: ((result: ResultMessage, tasks: readonly BackgroundTask[]) => void) | undefined;
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
  #results: ResultMessage[] = [];
  readonly #tasks = new BackgroundTasks();
  readonly #outlasting = new Set<BackgroundTask>();
  #lastAssistant: AssistantMessage | undefined;
  /** Lines that came after it and look like later ones, in parts, oldest first: there may be a million, so only the last is parsed. */
  #candidates: (readonly Buffer[])[] = [];
  #head = Buffer.alloc(0);
  #denials: Denial[] = [];

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
    return {
      init: this.#init,
      result: this.#isAnswered ? this.#withDenials(this.#results.at(-1)) : undefined,
      results: this.#results,
      tasks: [...this.#outlasting],
      lastAssistant: this.#newestCandidate() ?? this.#lastAssistant,
      head: this.#head.toString(),
    };
  }

  /** A line that came in several chunks. */
  #readParts(parts: readonly Buffer[]): Promise<void> | undefined {
    const isLong = parts.reduce((size, part) => size + part.length, 0) >= longLine;
    const holds = (type: string) => windows(parts).some((window) => !linesOfType(window, type).next().done);
    if (!isLong || this.#listener.onMessage || holds('result') || (!this.#init && holds('system')))
      return this.#readBlock(Buffer.concat(parts));
    if (holds('assistant') && !windows(parts).some(isFromSubagent)) this.#keepCandidate(parts);
    return undefined;
  }

  #readBlock(block: Buffer): Promise<void> | undefined {
    if (this.#listener.onMessage) return this.#readLines(block, this.#listener.onMessage);
    if (!matchesWithin(block, needed)) return undefined;
    if (!this.#init) {
      for (const line of linesOfType(block, 'system')) this.#take(parseObject(line));
    }
    if (!this.#tellsRelease) this.#denials.push(...findDenials(block));
    // In their order: which tasks still run is asked at a result.
    for (const line of inOrder([...linesWith(block, taskKey), ...linesOfType(block, 'result')])) {
      const message = parseObject(line);
      this.#takeTask(message);
      this.#take(message);
    }
    for (const line of linesOfTypeBackwards(block, 'assistant')) {
      if (looksLikeAssistant(line)) this.#keepCandidate([Buffer.from(line)]);
      else if (!this.#takeAssistant(parseObject(line))) continue;
      break;
    }
    return undefined;
  }

  async #readLines(block: Buffer, onMessage: NonNullable<StreamListener['onMessage']>): Promise<void> {
    for (const line of lines(block)) {
      const message = parseObject(line);
      if (message === undefined) continue;
      this.#takeTask(message);
      this.#take(message);
      if (!this.#tellsRelease) this.#denials.push(...readDenials(message));
      this.#takeAssistant(message);
      await onMessage(message);
    }
  }

  get #tellsRelease(): boolean {
    return this.#init?.claude_code_version !== undefined;
  }

  #withDenials(result: ResultMessage | undefined): ResultMessage | undefined {
    if (!result || result.permission_denials || this.#denials.length === 0) return result;
    return { ...result, permission_denials: this.#denials };
  }

  get #isAnswered(): boolean {
    return this.#results.some(answersPrompt);
  }

  #newestCandidate(): AssistantMessage | undefined {
    for (const parts of this.#candidates.toReversed()) {
      const message = readMainAssistant(parseObject(Buffer.concat(parts)));
      if (message) return message;
    }
    return undefined;
  }

  #takeAssistant(message: unknown): boolean {
    const assistant = readMainAssistant(message);
    if (!assistant) return false;
    this.#lastAssistant = assistant;
    this.#candidates = [];
    return true;
  }

  /** Some earlier ones are kept as well, as far as they are short: the last line of a `claude` that was killed may be cut. */
  #keepCandidate(parts: readonly Buffer[]): void {
    this.#candidates.push(parts);
    const size = () => this.#candidates.flat().reduce((sum, part) => sum + part.length, 0);
    while (this.#candidates.length > 1 && (this.#candidates.length > keptCandidates || size() > longLine)) this.#candidates.shift();
  }

  #take(message: unknown): void {
    if (!this.#init) this.#takeInit(readInit(message));
    const result = readResult(message);
    if (!result) return;
    this.#results.push(result);
    if (!this.#isAnswered) return;
    const { running } = this.#tasks;
    for (const task of running) this.#outlasting.add(task);
    this.#listener.onResult?.(result, running);
  }

  #takeInit(init: InitMessage | undefined): void {
    if (!init) return;
    this.#init = init;
    this.#listener.onInit?.(init);
  }

  #takeTask(message: Message | undefined): void {
    if (message) this.#tasks.take(message);
  }
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

const subagentKey = '"parent_tool_use_id"';
const assistantStart = Buffer.from('{"type":"assistant"');

/** As Claude writes them, from the first key to the last brace. What looks otherwise is parsed. */
function looksLikeAssistant(line: Buffer): boolean {
  if (!line.subarray(0, assistantStart.length).equals(assistantStart) || line.at(-1) !== 0x7d) return false;
  return line.includes('"message":{') && !isFromSubagent(line);
}

/** Whether some subagent is named, be it in what is said: then parsing tells. */
function isFromSubagent(text: Buffer): boolean {
  for (let key = text.indexOf(subagentKey); key !== -1; key = text.indexOf(subagentKey, key + 1)) {
    const value = key + subagentKey.length;
    if (/^\s*:\s*"/.test(text.toString('latin1', value, value + 10))) return true;
  }
  return false;
}

/**
 * What stands in every line that is looked for. Most of a long stream is pieces of an answer, without it: one pass over a block is a
 * third of three searches, each for a short text of frequent letters.
 */
const needed = new RegExp(`"type"\\s*:\\s*"(?:result|assistant|system)"|${taskKey}|${refusal}`);

/** Lines of one block, each once. */
function inOrder(found: readonly Buffer[]): Buffer[] {
  const byPosition = new Map(found.map((line) => [line.byteOffset, line]));
  return [...byPosition.values()].sort((a, b) => a.byteOffset - b.byteOffset);
}
