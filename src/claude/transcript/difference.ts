import { createHash } from 'node:crypto';
import { type Link, readLink, readLinks } from './link.ts';
import { type Transcript, withTranscript } from './reader.ts';

/** How a transcript differs from an earlier copy of it. Records are matched by their uuids. */
export interface TranscriptDifference {
  /** Whether the transcript begins with the whole copy: it has at most grown. */
  isGrown: boolean;
  /** Records that only the copy has. */
  missing: number;
  /** Records that only the transcript has. */
  added: number;
  /** Records with another parent. */
  relinked: number;
  /** Records with the same parent that differ otherwise. */
  edited: number;
  /** Lines that are not records, and are not in the copy. */
  broken: number;
  /** Whether one of these lines was a record until somebody edited it, rather than cut or overwritten. */
  isMangled: boolean;
  /** Whether the file is a beginning of the copy that ends inside a line. */
  endsInLine: boolean;
}

/**
 * What happened to a transcript since it was copied. `broken-off`: a line that was a record no longer is, or the file ends inside one.
 * `incomplete`: whole records are missing. `relinked`: a record has another parent. `edited`: it says something else.
 */
export type TranscriptState = 'grown' | 'edited' | 'relinked' | 'broken-off' | 'incomplete';

/**
 * If a person edited a transcript, a damage does not make it `broken-off`, since putting the copy back would undo the edit; nor does it if
 * something else wrote records since.
 */
export function stateOf(difference: TranscriptDifference): TranscriptState {
  const { isGrown, missing, added, relinked, edited, broken, isMangled, endsInLine } = difference;
  if (isGrown) return 'grown';
  const isBroken = endsInLine || (broken > 0 && missing > 0);
  if (isBroken && edited + relinked + added === 0 && !isMangled) return 'broken-off';
  if (isBroken || missing > 0) return 'incomplete';
  return relinked > 0 ? 'relinked' : 'edited';
}

/**
 * Compares a transcript with its copy: bytes up to the first difference, then lines as long as they are in step, records for the rest.
 * @throws what `open` and `read` throw.
 */
export function compareTranscripts(path: string, copy: string): TranscriptDifference {
  return withTranscript(path, (now) => withTranscript(copy, (kept) => compare(now, kept)));
}

function compare(now: Transcript, kept: Transcript): TranscriptDifference {
  const same = sameBytes(now, kept);
  const isGrown = same === kept.size;
  const found = { isGrown, missing: 0, added: 0, relinked: 0, edited: 0, broken: 0, isMangled: false, endsInLine: false };
  if (isGrown) return found;
  const start = lineStart(now, same);
  const ends = compareInStep(now, kept, start, found);
  compareRecords(now, kept, { start, ...ends }, found);
  const isCut = same === now.size;
  found.endsInLine = isCut && !endsLine(now) && kept.read(same, same + 1)[0] !== newline;
  return found;
}

interface Region {
  start: number;
  /** Where it ends in the transcript, and in the copy. */
  nowEnd: number;
  keptEnd: number;
}

/** An edit leaves the lines in step. @returns where they get out of step, seen from the end. */
function compareInStep(now: Transcript, kept: Transcript, start: number, found: TranscriptDifference): Omit<Region, 'start'> {
  const [lines, others] = [now.linesBackwards(start), kept.linesBackwards(start)];
  let ends = { nowEnd: now.size, keptEnd: kept.size };
  for (;;) {
    const [line, other] = [lines.next().value, others.next().value];
    if (!line || !other) return ends;
    if (line.text !== other.text) {
      const [link, before] = [readLink(line), readLink(other)];
      if (link?.kind === 'damaged' || before?.kind === 'damaged' || link?.uuid !== before?.uuid) return ends;
      if (link && before) {
        if (!line.parse()) return ends;
        if (link.parent === before.parent) found.edited++;
        else found.relinked++;
      }
    }
    // Without their newlines.
    ends = { nowEnd: Math.max(start, line.offset - 1), keptEnd: Math.max(start, other.offset - 1) };
  }
}

function compareRecords(now: Transcript, kept: Transcript, { start, nowEnd, keptEnd }: Region, found: TranscriptDifference): void {
  const copied = new CopiedLines(kept, start, keptEnd);
  for (const link of readLinks(now, start, nowEnd)) {
    const other = link.kind === 'damaged' ? undefined : copied.find(link.uuid);
    if (link.kind !== 'damaged' && !other) found.added++;
    else if (other && other.digest === digestOf(now.bytesAt(link))) copied.meet(other);
    else if (link.kind !== 'damaged' && other && now.parse(link)) {
      copied.meet(other);
      if (link.parent === other.link.parent) found.edited++;
      else found.relinked++;
    } else if (!copied.hasDamage(now.bytesAt(link))) {
      found.broken++;
      found.isMangled ||= copied.holdsOriginalOf(Buffer.from(now.bytesAt(link)));
    }
  }
  found.missing += copied.missed;
}

const newline = 0x0a;

/** How much of a line must be as it was for the line to be the same record: Claude writes the parent's uuid first. */
const originSize = 64;

interface CopiedLink {
  link: Link;
  digest: string;
}

function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64');
}

/** The lines of a part of a copy. */
class CopiedLines {
  readonly #kept: Transcript;
  readonly #links = new Map<string, CopiedLink>();
  readonly #met = new Set<CopiedLink>();
  readonly #damages = new Set<string>();
  #origins: Map<string, Link[]> | undefined;

  constructor(kept: Transcript, start: number, end: number) {
    this.#kept = kept;
    for (const link of readLinks(kept, start, end)) {
      const digest = digestOf(kept.bytesAt(link));
      if (link.kind === 'damaged') this.#damages.add(digest);
      else if (!this.#links.has(link.uuid)) this.#links.set(link.uuid, { link, digest });
    }
  }

  find(uuid: string): CopiedLink | undefined {
    return this.#links.get(uuid);
  }

  meet(link: CopiedLink): void {
    this.#met.add(link);
  }

  get missed(): number {
    return this.#links.size - this.#met.size;
  }

  /** Whether the copy was already damaged in the same way. */
  hasDamage(line: Buffer): boolean {
    return this.#damages.has(digestOf(line));
  }

  /** Whether a line was one of the records, and continues with other text than it had. */
  holdsOriginalOf(line: Buffer): boolean {
    this.#origins ??= this.#byOrigin();
    const candidates = this.#origins.get(line.toString('latin1', 0, originSize)) ?? [];
    const original = Math.max(0, ...candidates.map((link) => commonLength(this.#kept.bytesAt(link), line)));
    return original >= originSize && original < line.length && isText(line.subarray(original));
  }

  #byOrigin(): Map<string, Link[]> {
    const origins = new Map<string, Link[]>();
    for (const { link } of this.#links.values()) {
      const origin = this.#kept.read(link.offset, link.offset + originSize).toString('latin1');
      origins.set(origin, [...(origins.get(origin) ?? []), link]);
    }
    return origins;
  }
}

/** A cut line ends where it was cut, and a crash leaves zeros: neither is text. */
function isText(part: Buffer): boolean {
  return part.every((byte) => byte >= 0x20);
}

const chunkSize = 256 * 1024;

/** The number of bytes at the beginning that are the same in both. */
function sameBytes(a: Transcript, b: Transcript): number {
  const end = Math.min(a.size, b.size);
  for (let start = 0; start < end; start += chunkSize) {
    const [one, other] = [a.read(start, Math.min(end, start + chunkSize)), b.read(start, Math.min(end, start + chunkSize))];
    if (!one.equals(other)) return start + commonLength(one, other);
  }
  return end;
}

function commonLength(a: Buffer, b: Buffer): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) if (a[at] !== b[at]) return at;
  return end;
}

/** Where the line begins that has the byte at an offset, or that ends there. */
function lineStart(transcript: Transcript, offset: number): number {
  for (let end = offset; end > 0; end -= chunkSize) {
    const start = Math.max(0, end - chunkSize);
    const at = transcript.read(start, end).lastIndexOf(newline);
    if (at !== -1) return start + at + 1;
  }
  return 0;
}

function endsLine(transcript: Transcript): boolean {
  return transcript.size === 0 || transcript.read(transcript.size - 1, transcript.size)[0] === newline;
}
