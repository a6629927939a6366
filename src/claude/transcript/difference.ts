import { type Damage, type Link, readLinks } from './link.ts';
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
 * Compares a transcript with its copy: bytes up to the first difference, records from there on.
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
  const isCut = same === now.size;
  const start = lineStart(now, same);
  const copied = new CopiedLines(kept, start);
  for (const link of readLinks(now, start)) {
    const other = link.kind === 'damaged' ? undefined : copied.find(link.uuid);
    if (link.kind !== 'damaged' && !other) found.added++;
    else if (other && isSameText(now, link, kept, other)) copied.meet(other);
    else if (link.kind !== 'damaged' && other && now.parse(link)) {
      copied.meet(other);
      if (link.parent === other.parent) found.edited++;
      else found.relinked++;
    } else if (!copied.hasDamage(now, link)) {
      found.broken++;
      found.isMangled ||= copied.holdsOriginalOf(now.read(link.offset, link.offset + link.length));
    }
  }
  found.missing = copied.missed;
  found.endsInLine = isCut && !endsLine(now) && kept.read(same, same + 1)[0] !== newline;
  return found;
}

const newline = 0x0a;

/** How much of a line must be as it was for the line to be the same record: Claude writes the parent's uuid first. */
const originSize = 64;

/** The lines of a copy from an offset on. */
class CopiedLines {
  readonly #kept: Transcript;
  readonly #links = new Map<string, Link>();
  readonly #met = new Set<Link>();
  readonly #damages: Damage[] = [];
  #origins: Map<string, Link[]> | undefined;

  constructor(kept: Transcript, start: number) {
    this.#kept = kept;
    for (const link of readLinks(kept, start)) {
      if (link.kind === 'damaged') this.#damages.push(link);
      else if (!this.#links.has(link.uuid)) this.#links.set(link.uuid, link);
    }
  }

  find(uuid: string): Link | undefined {
    return this.#links.get(uuid);
  }

  meet(link: Link): void {
    this.#met.add(link);
  }

  get missed(): number {
    return this.#links.size - this.#met.size;
  }

  /** Whether the copy was already damaged in the same way. */
  hasDamage(now: Transcript, link: Link | Damage): boolean {
    return this.#damages.some((damage) => isSameText(now, link, this.#kept, damage));
  }

  /** Whether a line was one of the records, and continues with other text than it had. */
  holdsOriginalOf(line: Buffer): boolean {
    this.#origins ??= this.#byOrigin();
    const candidates = this.#origins.get(line.toString('latin1', 0, originSize)) ?? [];
    const original = Math.max(0, ...candidates.map((link) => commonLength(this.#textOf(link), line)));
    return original >= originSize && original < line.length && isText(line.subarray(original));
  }

  #byOrigin(): Map<string, Link[]> {
    const origins = new Map<string, Link[]>();
    for (const link of this.#links.values()) {
      const origin = this.#textOf(link).toString('latin1', 0, originSize);
      origins.set(origin, [...(origins.get(origin) ?? []), link]);
    }
    return origins;
  }

  #textOf({ offset, length }: Link): Buffer {
    return this.#kept.read(offset, offset + length);
  }
}

/** A cut line ends where it was cut, and a crash leaves zeros: neither is text. */
function isText(part: Buffer): boolean {
  return part.every((byte) => byte >= 0x20);
}

function isSameText(now: Transcript, a: Link | Damage, kept: Transcript, b: Link | Damage): boolean {
  return a.length === b.length && now.read(a.offset, a.offset + a.length).equals(kept.read(b.offset, b.offset + b.length));
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
