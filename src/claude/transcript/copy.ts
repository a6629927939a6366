import { writeFileSync } from 'node:fs';
import { readLinks } from './link.ts';
import { type Transcript, withTranscript } from './reader.ts';

/**
 * Copies a conversation under another id: up to and including one of its records, for releases that cannot cut one themselves, or as it was
 * when its file had so many bytes. Only each record's own `sessionId` changes: what was said, and what a tool was given, is history.
 * @param upTo the uuid of the record, or the number of bytes.
 * @throws Error (`EEXIST`) if the target exists.
 */
export function copyTranscript(source: string, upTo: string | number, target: string, sessionId: string): void {
  withTranscript(source, (transcript) => {
    // One character a byte: bytes that are no UTF-8 stay as they are.
    const text = transcript.read(0, typeof upTo === 'number' ? upTo : endOf(transcript, upTo)).toString('latin1');
    const lines = text.replace(/\n$/, '').split('\n');
    const copied = lines.map((line) => underId(line, sessionId)).join('\n');
    writeFileSync(target, Buffer.from(`${copied}\n`, 'latin1'), { mode: 0o600, flag: 'wx' });
  });
}

/** Offset of the byte after a record. */
function endOf(transcript: Transcript, uuid: string): number {
  for (const link of readLinks(transcript)) {
    if (link.kind !== 'damaged' && link.uuid === uuid) return link.offset + link.length;
  }
  return 0;
}

const recordStart = '{"parentUuid"';

/** 1.0.128 and 2.0.0 continue on the same line after a last line that was cut: a second record may follow the first. */
function underId(line: string, sessionId: string): string {
  const glued = line.lastIndexOf(recordStart);
  if (glued > 0 && !isJson(line)) return line.slice(0, glued) + underId(line.slice(glued), sessionId);
  const range = ownValueOf(line, 'sessionId');
  return range ? line.slice(0, range[0]) + JSON.stringify(sessionId) + line.slice(range[1]) : line;
}

/** The range of a text that stands under a key of the object itself, not of one inside it; its quotes included. */
function ownValueOf(json: string, key: string): [start: number, end: number] | undefined {
  if (!json.includes(`"${key}"`)) return undefined;
  let depth = 0;
  const next = /["{}[\]]/g;
  for (let found = next.exec(json); found; found = next.exec(json)) {
    const [sign] = found;
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    else {
      const end = endOfText(json, found.index);
      const colon = /\s*:\s*/y;
      colon.lastIndex = end;
      if (depth === 1 && json.slice(found.index + 1, end - 1) === key && colon.test(json)) {
        return json[colon.lastIndex] === '"' ? [colon.lastIndex, endOfText(json, colon.lastIndex)] : undefined;
      }
      next.lastIndex = end;
    }
  }
  return undefined;
}

/** The place after the closing quote of a text. A regular expression would run out of stack on a text of some megabytes. */
function endOfText(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
