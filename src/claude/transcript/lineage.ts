import type { Tip } from '../../core/session.ts';
import type { TokenUsage } from '../../core/usage.ts';
import type { Lineage } from '../../core/verdict.ts';
import { synthetic } from '../stream/messages.ts';
import { walkChain } from './chain.ts';
import { type Link, readLinks } from './link.ts';
import type { TranscriptFile } from './projects.ts';
import { type Transcript, withTranscript } from './reader.ts';
import { type RequestInfo, requestOf } from './record.ts';

/** A record, by its uuid or the id of its message. */
interface Anchor {
  uuid?: string | undefined;
  messageId?: string | undefined;
}

export interface LineageQuestion {
  /** The transcript after the turn; undefined if there is none to read. */
  transcript: TranscriptFile | undefined;
  /** The turn's last assistant message, from the stream; undefined if there was none (a slash command, a kill). */
  anchor: Anchor | undefined;
  /** What the turn must descend from: a record, or, for a new conversation, nothing. Null if no record is known. */
  tip: Tip | 'root' | null;
  /** Where the history began: an ancestor of every older point of it. */
  root: Tip | null;
  /** Size of the transcript before the turn: everything within it is older than the turn. */
  sizeBefore: number;
}

export interface TracedTurn {
  lineage: Lineage;
  /** Records that the turn added to the chain; null if unknown. */
  recordsAdded: number | null;
  /** The new last assistant record. */
  tip: Tip | null;
  /** For a new conversation: the uuid of its first record, and the message id of its first answer. */
  root: Tip | null;
  /** Usage of the last request, from its record. */
  usage: TokenUsage | undefined;
}

/** Follows the turn's records from parent to parent to the tip, or until it is clear that the tip is not among them. */
export function traceTurn({ transcript: file, anchor, tip, root, sizeBefore }: LineageQuestion): TracedTurn {
  if (!file) return unavailable('no-transcript');
  if (!file.isReadable) return unavailable('unreadable');
  try {
    const { records, isComplete } = withTranscript(file.path, (transcript) => walkTurn(transcript, anchor, tip, sizeBefore));
    if (records.length === 0) return unavailable('no-records');
    const answers = records.filter(({ request }) => request?.id);
    const last = answers.find(({ request }) => request?.model !== synthetic);
    const traced = {
      // An answer that Claude made up, to show an API error, is no point to continue from if there is another.
      tip: asTip(last) ?? (tip === 'root' ? null : tip) ?? asTip(answers[0]),
      root: tip === 'root' && isComplete ? rootOf(records, answers) : null,
      usage: last?.request?.usage,
      recordsAdded: isComplete ? records.length : null,
    };
    if (!tip) return { ...traced, recordsAdded: records.length, lineage: { status: 'unavailable', because: 'no-tip' } };
    if (isComplete) return { ...traced, lineage: { status: 'proved' } };
    const from = records.some((record) => isTip(record, root)) ? 'older-point' : 'elsewhere';
    return { ...traced, lineage: { status: 'contradicted', from } };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return unavailable('unreadable');
    throw error;
  }
}

/** A record as far as lineage goes. */
interface TracedRecord {
  uuid: string;
  /** Set for an answer. */
  request: RequestInfo | undefined;
}

interface TurnWalk {
  /** The turn's records, newest first, without the tip. */
  records: TracedRecord[];
  /** Whether the walk reached the tip, or, without a tip, the first record. */
  isComplete: boolean;
}

function walkTurn(transcript: Transcript, anchor: Anchor | undefined, tip: LineageQuestion['tip'], sizeBefore: number): TurnWalk {
  const read = (link: Link): TracedRecord | undefined => {
    const record = transcript.parse(link);
    return record && { uuid: link.uuid, request: link.kind === 'answer' ? requestOf(record) : undefined };
  };
  const isAnchor = (link: Link) =>
    link.uuid === anchor?.uuid ||
    (anchor?.messageId !== undefined && link.kind === 'answer' && read(link)?.request?.id === anchor.messageId);
  // A slash command, or a prompt whose turn was ended, has no answer: then the walk begins at the turn's last record.
  const from = anchor ? isAnchor : ({ kind }: Link) => kind !== 'sidechain';
  const records: TracedRecord[] = [];
  let current: TracedRecord | undefined;
  const until = (link: Link) => {
    current = read(link);
    return current !== undefined && isTip(current, tip);
  };
  const walk = walkChain(readLinks(transcript), { from, until });
  for (let step = walk.next(); ; step = walk.next()) {
    if (step.done) return { records, isComplete: step.value === 'tip' || (step.value === 'root' && tip === 'root') };
    // A line that looks like a record but does not parse is not a record for Claude, either.
    if (!current || (!anchor && records.length === 0 && step.value.offset < sizeBefore)) return { records, isComplete: false };
    records.push(current);
  }
}

function asTip(record: TracedRecord | undefined): Tip | null {
  return record ? { uuid: record.uuid, messageId: record.request?.id as string } : null;
}

function rootOf(records: readonly TracedRecord[], answers: readonly TracedRecord[]): Tip | null {
  const first = records.at(-1);
  return first ? { uuid: first.uuid, messageId: answers.at(-1)?.request?.id ?? '' } : null;
}

/** A message of several blocks is several records with one message id: the newest of them is the tip. */
export function isTip({ uuid, request }: TracedRecord, tip: LineageQuestion['tip']): boolean {
  return tip !== null && tip !== 'root' && (uuid === tip.uuid || (request !== undefined && request.id === tip.messageId));
}

function unavailable(because: Extract<Lineage, { status: 'unavailable' }>['because']): TracedTurn {
  return { lineage: { status: 'unavailable', because }, recordsAdded: null, tip: null, root: null, usage: undefined };
}
