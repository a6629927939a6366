import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { isObject, parseObject } from '../../core/json.ts';
import type { TokenUsage } from '../../core/usage.ts';
import { type Message, readUsage } from '../stream/messages.ts';
import type { TranscriptFile } from './projects.ts';

/** A record of a transcript, as far as chorus reads it. Records without a `uuid` (titles, costs, queues) are no part of the chain. */
export interface TranscriptRecord {
  uuid: string;
  parentUuid: string | null;
  /** Where a compaction cut the chain: the record before it. */
  logicalParentUuid?: string | null | undefined;
  type: string;
  subtype?: string | undefined;
  isSidechain?: boolean | undefined;
  message?: { id?: string | undefined; model?: string | undefined; usage?: TokenUsage | undefined } | undefined;
}

/** A chained record as it stands in the file. */
export type ChainedMessage = Message & { uuid: string };

const chunkSize = 64 * 1024;

/**
 * The chained records of a transcript, newest first, read from the end: the last turn costs the same in a file of 100 MB.
 * Lines that do not parse (a cut last line, garbage) are passed over, as Claude does.
 * @param start read only what stands from this byte offset on.
 * @throws what `open` and `read` throw.
 */
export function* readRecordsBackwards(path: string, start = 0): Generator<TranscriptRecord> {
  for (const message of readChainedBackwards(path, start)) yield toRecord(message);
}

/** The same, with all that they hold. */
export function* readChainedBackwards(path: string, start = 0): Generator<ChainedMessage> {
  for (const line of readLinesBackwards(path, start)) {
    // Only chained records have a parentUuid; the rest, some of them long, need not be parsed.
    if (!line.includes('"parentUuid"')) continue;
    const message = parseObject(line) ?? parseGlued(line);
    if (message && isChained(message)) yield message;
  }
}

/**
 * Claude's running sum of the conversation's cost, in USD, as it stands last between two byte offsets; undefined where there
 * is none. 2.1.280 and later write it at the end of a call, after SIGTERM too.
 * @throws what `open` and `read` throw.
 */
export function lastRecordedCost(path: string, start: number, end?: number): number | undefined {
  for (const line of readLinesBackwards(path, start, end)) {
    if (!line.includes('"type":"cost-state"')) continue;
    const record = parseObject(line);
    if (record && typeof record.totalCostUSD === 'number' && record.totalCostUSD >= 0) return record.totalCostUSD;
  }
  return undefined;
}

/** @throws what `open` and `read` throw. */
export function* readLinesBackwards(path: string, start: number, end = Number.POSITIVE_INFINITY): Generator<Buffer> {
  const fd = openSync(path, 'r');
  try {
    let position = Math.min(end, fstatSync(fd).size);
    let tail: Buffer[] = [];
    while (position > start) {
      const length = Math.min(chunkSize, position - start);
      position -= length;
      const chunk = Buffer.allocUnsafe(length);
      readSync(fd, chunk, 0, length, position);
      let lineEnd = length;
      for (let newline = chunk.lastIndexOf(0x0a); newline !== -1; newline = newline === 0 ? -1 : chunk.lastIndexOf(0x0a, newline - 1)) {
        yield Buffer.concat([chunk.subarray(newline + 1, lineEnd), ...tail]);
        tail = [];
        lineEnd = newline;
      }
      tail = [chunk.subarray(0, lineEnd), ...tail];
    }
    yield Buffer.concat(tail);
  } finally {
    closeSync(fd);
  }
}

/**
 * Whether nothing was said in a transcript after the record `uuid`: no answer, and no prompt that waits for one. A compaction is not
 * said: behind it a conversation can not be cut before it.
 */
export function endsAt(path: string, uuid: string): boolean {
  for (const record of readRecordsBackwards(path)) {
    if (record.uuid === uuid || record.subtype === 'compact_boundary') return true;
    if ((record.type === 'assistant' || record.type === 'user') && record.isSidechain !== true) return false;
  }
  return false;
}

export function hasRecord(path: string, uuid: string): boolean {
  for (const record of readRecordsBackwards(path)) {
    if (record.uuid === uuid) return true;
  }
  return false;
}

/** The uuid of the last chained record; undefined where there is none. */
export function lastRecordId(path: string): string | undefined {
  for (const { uuid } of readRecordsBackwards(path)) return uuid;
  return undefined;
}

/**
 * What a first turn that was ended too early left in its transcript.
 * @param forkPoint of a fork: only a copy that holds it can be gone on with.
 */
export function whatIsLeft(path: string, forkPoint: string | undefined): 'nothing' | 'prompt' | 'answer' {
  let left: 'nothing' | 'prompt' | 'answer' = 'nothing';
  for (const { uuid, type } of readRecordsBackwards(path)) {
    if (forkPoint === undefined ? type === 'assistant' : uuid === forkPoint) return 'answer';
    if (type === 'user' && forkPoint === undefined) left = 'prompt';
  }
  return left;
}

/** Whether a record stands in a transcript behind the byte offset `from`. */
export function hasRecordAfter({ path, size }: TranscriptFile, from: number, uuid: string): boolean {
  if (size <= from) return false;
  const added = Buffer.alloc(size - from);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, added, 0, added.length, from);
  } finally {
    closeSync(fd);
  }
  return added.includes(`"uuid":"${uuid}"`);
}

/** A conversation up to and with one of its records, under another id: what a release that can't cut one itself forks from. */
export function copyTranscript(source: string, upTo: string, target: string, sessionId: string): void {
  const lines = readFileSync(source, 'utf8').split('\n');
  const last = lines.findIndex((line) => line.includes(`"uuid":"${upTo}"`));
  const copied = lines.slice(0, last + 1).map((line) => line.replaceAll(/"sessionId":"[^"]*"/g, `"sessionId":"${sessionId}"`));
  writeFileSync(target, `${copied.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
}

function isChained(message: Message): message is ChainedMessage {
  return typeof message.uuid === 'string';
}

export function toRecord(record: ChainedMessage): TranscriptRecord {
  const { uuid, parentUuid, logicalParentUuid, type, subtype, isSidechain, message } = record;
  // What was said is left behind: a whole file may have to be kept as its chain.
  const { id, model, usage } = isObject(message) ? message : {};
  return {
    uuid,
    parentUuid: textOf(parentUuid) ?? null,
    logicalParentUuid: textOf(logicalParentUuid),
    type: textOf(type) ?? '',
    subtype: textOf(subtype),
    isSidechain: isSidechain === true,
    message: { id: textOf(id), model: textOf(model), usage: readUsage(usage) },
  };
}

const recordStart = '{"parentUuid"';

/** 1.0.128 and 2.0.0 write on behind a last line that was cut, on the same line: a record of the turn, after what is left of another. */
function parseGlued(line: Buffer): Message | undefined {
  const start = line.lastIndexOf(recordStart);
  return start > 0 ? parseObject(line.subarray(start)) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
