import { parseObject } from '../../core/json.ts';
import type { Message } from '../stream/messages.ts';
import { kindOf, type RecordKind } from './record-kind.ts';

/** A record's place in the chain. What was said is left behind: a whole file is kept as these. */
export interface ChainEntry {
  uuid: string;
  /** The record before it; where a compaction cut the chain, the one that it names. */
  parent: string | null;
  kind: RecordKind;
}

/** Where a record stands in its file, in bytes. */
export interface Place extends ChainEntry {
  offset: number;
  length: number;
}

/** A line of a transcript, with what it takes to keep a part of it. */
export interface Line {
  /** As Latin-1: what is looked for in it is plain ASCII. */
  text: string;
  offset: number;
  length: number;
  /** A copy of a part of `text`: a slice would keep the whole of it. */
  copy(start: number, end: number): string;
  parse(): Message | undefined;
}

/**
 * The place of a line in the chain; undefined for what is no part of it, `damaged` for what is no record.
 *
 * Most lines are looked through and not parsed, which is several times as fast: the keys of a record stand in it as they are, while
 * those in a text have their quotes escaped. Where one is there twice (as an argument of a tool), the line is parsed.
 * @param previous the uuid of the record before it in the file, which is its parent more often than not.
 */
export function readEntry(line: Line, previous?: string): Place | 'damaged' | undefined {
  const { text } = line;
  if (text === '' || text === '\r') return undefined;
  if (text[0] !== '{' || !(text.endsWith('}') || text.endsWith('}\r'))) return 'damaged';
  if (!text.includes('"parentUuid"')) return undefined;
  return skim(line, previous) ?? parseEntry(line);
}

export function lineOf(buffer: Buffer): Line {
  return {
    text: buffer.toString('latin1'),
    offset: 0,
    length: buffer.length,
    copy: (start, end) => buffer.toString('latin1', start, end),
    parse: () => parseObject(buffer),
  };
}

/** Undefined where it takes parsing. */
function skim({ text, copy, offset, length }: Line, previous: string | undefined): Place | undefined {
  const uuid = onlyValue(text, '"uuid":');
  const parentUuid = text.startsWith('{"parentUuid":') ? valueAt(text, 14) : onlyValue(text, '"parentUuid":');
  if (!uuid || parentUuid === undefined) return undefined;
  const kind = kindIn(text);
  if (kind === undefined) return undefined;
  const parent = parentUuid ?? onlyValue(text, '"logicalParentUuid":') ?? null;
  const isPrevious = parent && previous !== undefined && parent[1] - parent[0] === previous.length && text.startsWith(previous, parent[0]);
  return { uuid: copy(...uuid), parent: isPrevious ? previous : parent && copy(...parent), kind, offset, length };
}

function kindIn(text: string): RecordKind | undefined {
  if (!text.includes('"isSidechain":false') && text.includes('"isSidechain":true')) return 'sidechain';
  if (text.includes('"type":"assistant"')) return text.includes('"type":"user"') ? undefined : 'answer';
  if (text.includes('"type":"user"')) return text.includes('"tool_use_id":') ? 'result' : isPlainPrompt(text) ? 'prompt' : undefined;
  return text.includes('"local_command"') || text.includes('"queued_command"') ? undefined : 'other';
}

/** Where the text of a prompt begins. */
const saidKey = /"message":\{"role":"user","content":(?:\[\{"type":"text","text":)?"/;

/** What Claude puts in begins with a bracket or `Caveat`, or is marked; a text that begins with a blank or an escape may hold none. */
function isPlainPrompt(text: string): boolean {
  const said = saidKey.exec(text);
  if (!said || !/[^\s<[C"\\]/.test(text[said.index + said[0].length] ?? ' ')) return false;
  return !/"isMeta":true|"isCompactSummary":true|"task-notification"/.test(text);
}

type Span = [start: number, end: number];

/** The value of a key that is there once: where a short text stands, or null. Undefined for any other. */
function onlyValue(text: string, key: string): Span | null | undefined {
  const at = text.indexOf(key);
  return at === -1 || text.includes(key, at + 1) ? undefined : valueAt(text, at + key.length);
}

function valueAt(text: string, start: number): Span | null | undefined {
  if (text.startsWith('null', start)) return null;
  const end = text.indexOf('"', start + 1);
  return text[start] === '"' && end !== -1 && end - start < 100 ? [start + 1, end] : undefined;
}

function parseEntry(line: Line): Place | 'damaged' | undefined {
  const record = line.parse();
  if (!record) return 'damaged';
  const { uuid, parentUuid, logicalParentUuid } = record;
  if (typeof uuid !== 'string') return undefined;
  const parent = [parentUuid, logicalParentUuid].find((value) => typeof value === 'string') as string | undefined;
  return { uuid, parent: parent ?? null, kind: kindOf(record), offset: line.offset, length: line.length };
}
