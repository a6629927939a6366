import type { BackgroundTask } from '../../core/background-task.ts';
import { objects, parseObject } from '../../core/json.ts';
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
import { commandTag, noWork, type TurnWork, TurnWorkReader, workTypes } from './turn-work.ts';

const closingBrace = 0x7d;

const keptHead = 512;

const keptCandidates = 4;

/** A line of this many bytes or more is searched in the parts in which it arrived: joining them would double the memory. */
const longLine = 1024 * 1024;

/** What the verdict needs of a stream: a few messages, however long the stream was. */
export interface StreamFacts {
  init: InitMessage | undefined;
  /** The last one, once the prompt was answered. */
  result: ResultMessage | undefined;
  /** All of them, oldest first: Claude answers again when a background task has ended. */
  results: readonly ResultMessage[];
  /** Tasks that were still running when there was an answer. */
  tasks: readonly BackgroundTask[];
  lastAssistant: AssistantMessage | undefined;
  /** Whether the stream ends after a whole line. The last line of a `claude` that was killed may be cut. */
  isWhole: boolean;
  work: TurnWork;
  /** The first bytes of the stream: the only words of a `claude` that ended without a result. */
  head: string;
}

/** Of a turn that was not sent. */
export const noFacts: StreamFacts = {
  init: undefined,
  result: undefined,
  results: [],
  tasks: [],
  lastAssistant: undefined,
  isWhole: true,
  work: noWork,
  head: '',
};

interface StreamListener {
  /** Gets every line that is a JSON object. With it, each line is parsed; without it, only the lines that `StreamFacts` needs. */
  onMessage?: ((message: Message) => void | Promise<void>) | undefined;
  /** Claude has started, and named the conversation. */
  onInit?: ((init: InitMessage) => void) | undefined;
  /** The prompt was answered, or Claude answered again. @param tasks those still running. */
  onResult?: ((result: ResultMessage, tasks: readonly BackgroundTask[]) => void) | undefined;
}

/**
 * Reads stream-json as it arrives. Only byte 0x0A ends a line: U+2028 may be inside one. A line may be split anywhere, even in the
 * middle of a character. Without `onMessage` it does not look at each line: it searches whole blocks for the values that
 * `type` has on the lines it needs, so that it keeps up with a pipe. It holds no more than the longest line in memory.
 */
export class StreamReader {
  readonly #listener: StreamListener;
  #unfinished: Buffer[] = [];
  #init: InitMessage | undefined;
  #results: ResultMessage[] = [];
  readonly #tasks = new BackgroundTasks();
  readonly #outlasting = new Set<BackgroundTask>();
  #lastAssistant: AssistantMessage | undefined;
  /** Lines after it that look like later ones, in parts, oldest first. There may be a million, so only the last one is parsed. */
  #candidates: (readonly Buffer[])[] = [];
  #head = Buffer.alloc(0);
  #isWhole = true;
  #denials: Denial[] = [];
  readonly #work = new TurnWorkReader();

  constructor(listener: StreamListener = {}) {
    this.#listener = listener;
  }

  /** A promise if the listener wants the stream paused until it resolves. */
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

  /** The stream has ended: a last line without a newline counts. */
  end(): Promise<void> | undefined {
    const parts = this.#unfinished;
    this.#unfinished = [];
    const last = parts.findLast(({ length }) => length > 0);
    this.#isWhole = last === undefined || last.at(-1) === closingBrace;
    return parts.length > 0 ? this.#readParts(parts) : undefined;
  }

  get facts(): StreamFacts {
    return {
      init: this.#init,
      result: this.#isAnswered ? this.#withDenials(this.#results.at(-1)) : undefined,
      results: this.#results,
      tasks: [...this.#outlasting],
      lastAssistant: this.#newestCandidate() ?? this.#lastAssistant,
      isWhole: this.#isWhole,
      work: this.#work.work,
      head: this.#head.toString(),
    };
  }

  /** A line that arrived in several chunks. */
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
    this.#work.readBlock(block);
    if (!this.#init) {
      for (const line of linesOfType(block, 'system')) this.#take(parseObject(line));
    }
    if (!this.#tellsRelease) this.#denials.push(...findDenials(block));
    // In order: which tasks are still running is read at each result.
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
      this.#work.take(message);
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

  /** A few earlier ones are kept as well if they are short: the last line of a `claude` that was killed may be cut. */
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
 * The model that answered; before an answer, the one in `init`. They can differ: asked for haiku, 2.1.329 plans with sonnet and says
 * haiku.
 */
export function effectiveModel(facts: StreamFacts): string | undefined {
  return lastAnswer(facts)?.message.model ?? facts.init?.model;
}

/**
 * The text that the model ended with, if the stream ends there. It stands in for the answer where `claude` was killed before it reported
 * one.
 */
export function lastText(facts: StreamFacts): string | undefined {
  const blocks = facts.isWhole ? objects(lastAnswer(facts)?.message.content) : [];
  const said = blocks.flatMap((block) => (block.type === 'text' && typeof block.text === 'string' ? [block.text] : []));
  return said.length > 0 && !blocks.some(({ type }) => type === 'tool_use') ? said.join('') : undefined;
}

/** The last message that the model itself wrote. */
export function lastAnswer({ lastAssistant }: StreamFacts): AssistantMessage | undefined {
  return lastAssistant?.message.model === synthetic ? undefined : lastAssistant;
}

const subagentKey = '"parent_tool_use_id"';
const assistantStart = Buffer.from('{"type":"assistant"');

/** As Claude writes them, from the first key to the last brace. Anything else is parsed. */
function looksLikeAssistant(line: Buffer): boolean {
  if (!line.subarray(0, assistantStart.length).equals(assistantStart) || line.at(-1) !== closingBrace) return false;
  return line.includes('"message":{') && !isFromSubagent(line);
}

/** Whether a subagent may be named. The key may also be in quoted text: then parsing decides. */
function isFromSubagent(text: Buffer): boolean {
  for (let key = text.indexOf(subagentKey); key !== -1; key = text.indexOf(subagentKey, key + 1)) {
    const value = key + subagentKey.length;
    if (/^\s*:\s*"/.test(text.toString('latin1', value, value + 10))) return true;
  }
  return false;
}

/**
 * In every line that is searched for. Most of a long stream is pieces of an answer, which do not have it: one pass over a block takes a
 * third of the time of three searches for short texts of frequent letters.
 */
const needed = new RegExp(`"type"\\s*:\\s*"(?:result|assistant|system|${workTypes})"|${taskKey}|${refusal}|${commandTag}`);

/** The lines of one block, each once, in order. */
function inOrder(found: readonly Buffer[]): Buffer[] {
  const byPosition = new Map(found.map((line) => [line.byteOffset, line]));
  return [...byPosition.values()].sort((a, b) => a.byteOffset - b.byteOffset);
}
