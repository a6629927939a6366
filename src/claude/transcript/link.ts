import { text as textIn } from '../../core/json.ts';
import type { Line, Span, Transcript } from './reader.ts';
import { kindOf, marks, mayBeAdded, type RecordKind } from './record.ts';

/** A record's place in the chain and in its file, without what was said: a whole transcript is kept in memory as these. */
export interface Link extends Span {
  uuid: string;
  /** The record before it; after a compaction, which cuts the chain, the one that the compaction names. */
  parent: string | null;
  kind: RecordKind;
}

/** A line, or the first part of one, that is not a record: cut, or overwritten. */
export interface Damage extends Span {
  kind: 'damaged';
}

/** The chained records of a transcript, newest first, and the damage between them. @throws what `read` throws. */
export function* readLinks(transcript: Transcript, start = 0, end?: number): Generator<Link | Damage> {
  let child: Link | undefined;
  for (const line of transcript.linesBackwards(start, end)) {
    const link = readLink(line, child?.parent);
    if (link?.kind !== 'damaged') {
      if (!link) continue;
      child = link;
      yield link;
    } else for (const part of splitGlued(line)) yield part;
  }
}

/**
 * The place of a line in the chain; undefined if it is not part of it.
 *
 * Most lines are searched rather than parsed, which is several times as fast: the keys of a record appear in it verbatim, while quotes
 * inside a text are escaped. If a key occurs twice (as an argument of a tool), the line is parsed.
 * @param expected the parent named by the following record, which mostly is this one: then its text is shared.
 */
export function readLink(line: Line, expected?: string | null): Link | Damage | undefined {
  const { text } = line;
  if (text === '' || text === '\r') return undefined;
  if (text[0] !== '{' || !(text.endsWith('}') || text.endsWith('}\r'))) return damageIn(line);
  if (!text.includes('"parentUuid"')) return undefined;
  return (line.isWhole ? skim(line, expected) : undefined) ?? parseLink(line, 0);
}

const recordStart = '{"parentUuid"';

/** 1.0.128 and 2.0.0 continue on the same line after a last line that was cut. The record, which is newer, comes first here. */
function splitGlued(line: Line): (Link | Damage)[] {
  const start = line.text.lastIndexOf(recordStart);
  const link = start > 0 ? parseLink(line, start) : undefined;
  return link && link.kind !== 'damaged' ? [link, damageIn(line, start)] : [damageIn(line)];
}

/** Undefined if the line must be parsed. */
function skim(line: Line, expected: string | null | undefined): Link | undefined {
  const { text, offset, length } = line;
  const uuid = onlyValue(text, 'uuid');
  // Claude writes this key first. A second record on the line may be glued behind a cut one: see `splitGlued`.
  const isFirst = text.startsWith(recordStart) && !text.includes(recordStart, 1);
  const parentUuid = isFirst ? valueAt(text, recordStart.length + 1) : onlyValue(text, 'parentUuid');
  if (!uuid || parentUuid === undefined) return undefined;
  const kind = kindIn(text);
  if (kind === undefined) return undefined;
  const parent = parentUuid ?? onlyValue(text, 'logicalParentUuid') ?? null;
  const isExpected = expected && uuid[1] - uuid[0] === expected.length && text.startsWith(expected, uuid[0]);
  return { uuid: isExpected ? expected : line.copy(...uuid), parent: parent && line.copy(...parent), kind, offset, length };
}

/** What `kindOf` says of the record, by the same marks; undefined if they do not decide it. */
function kindIn(text: string): RecordKind | undefined {
  if (!text.includes(marks.mainChain.text) && text.includes(marks.sidechain.text)) return 'sidechain';
  if (text.includes(marks.assistant.text)) return text.includes(marks.user.text) ? undefined : 'answer';
  if (text.includes(marks.user.text)) return text.includes(marks.toolResult.text) ? 'result' : isPlainPrompt(text) ? 'prompt' : undefined;
  if (text.includes(marks.compaction.text)) return 'compaction';
  return text.includes(marks.localCommand.text) || text.includes(marks.queuedPrompt.text) ? undefined : 'other';
}

/** The beginning of a prompt's text. */
const promptStart = /"message":\{"role":"user","content":(?:\[\{"type":"text","text":)?"/;

/** A text that begins with a blank or an escape may be empty, and one that begins like Claude's own may be Claude's. */
function isPlainPrompt(text: string): boolean {
  const found = promptStart.exec(text);
  const first = found ? text[found.index + found[0].length] : undefined;
  if (first === undefined || /[\s"\\]/.test(first) || mayBeAdded(first)) return false;
  return !text.includes(marks.meta.text) && !text.includes(marks.summary.text) && !text.includes(marks.taskNotification.text);
}

type Range = [start: number, end: number];

/** The value of a key that occurs once: the range of a short text, or null. Undefined otherwise. */
function onlyValue(text: string, key: string): Range | null | undefined {
  // Without the quote before it, which is common in texts: searched for with it, this takes three times as long.
  const end = `${key}":`;
  const at = text.indexOf(end);
  return text[at - 1] !== '"' || text.includes(end, at + 1) ? undefined : valueAt(text, at + end.length);
}

function valueAt(text: string, start: number): Range | null | undefined {
  if (text.startsWith('null', start)) return null;
  const end = text.indexOf('"', start + 1);
  return text[start] === '"' && end !== -1 && end - start < 100 ? [start + 1, end] : undefined;
}

function parseLink(line: Line, start: number): Link | Damage | undefined {
  const record = line.parse(start);
  if (!record) return damageIn(line);
  const uuid = textIn(record.uuid);
  if (uuid === undefined) return undefined;
  const parent = textIn(record.parentUuid) ?? textIn(record.logicalParentUuid) ?? null;
  return { uuid, parent, kind: kindOf(record), offset: line.offset + start, length: line.length - start };
}

function damageIn({ offset, length }: Line, end = length): Damage {
  return { kind: 'damaged', offset, length: end };
}
