import { parseObject } from '../../core/json.ts';
import { lines } from '../stream/lines.ts';
import type { Message } from '../stream/messages.ts';
import { withTranscript } from './reader.ts';

/** Both ends of a transcript: when many are listed, nothing more of each is read. */
export interface TranscriptEnds {
  head: Buffer;
  tail: Buffer;
  /** Bytes of the whole file. */
  size: number;
  mtime: Date;
}

/** Claude itself searches this much of the end for titles. */
const tailSize = 64 * 1024;

/** @throws what `open` and `read` throw. */
export function readEnds(path: string, headSize: number): TranscriptEnds {
  return withTranscript(path, (transcript) => {
    const { size, mtime } = transcript;
    const head = transcript.read(0, headSize);
    // A small file is read once.
    const tail = size <= headSize ? head : transcript.read(Math.max(0, size - tailSize), size);
    return { head, tail, size, mtime };
  });
}

/** The records of a part of a transcript, first to last; lines that do not parse (a cut one at either end) are skipped. */
export function* recordsIn(part: Buffer): Generator<Message> {
  for (const line of lines(part)) {
    const record = parseObject(line);
    if (record) yield record;
  }
}

/** The last record of a type in a part. Only lines that contain the type are parsed. */
export function lastOfType(part: Buffer, type: string): Message | undefined {
  const name = `"${type}"`;
  for (let at = part.lastIndexOf(name); at !== -1; at = at === 0 ? -1 : part.lastIndexOf(name, at - 1)) {
    const end = part.indexOf(0x0a, at);
    const record = parseObject(part.subarray(part.lastIndexOf(0x0a, at) + 1, end === -1 ? part.length : end));
    if (record?.type === type) return record;
  }
  return undefined;
}

/** The last timestamp in a part. */
export function lastTime(part: Buffer): string | undefined {
  const name = '"timestamp":"';
  const at = part.lastIndexOf(name);
  const time = at === -1 ? '' : part.toString('latin1', at + name.length, at + name.length + 24);
  return isTime(time) ? time : undefined;
}

/** As Claude writes them: only these sort in order of time. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

export function isTime(value: unknown): value is string {
  return typeof value === 'string' && isoTime.test(value) && !Number.isNaN(Date.parse(value));
}
