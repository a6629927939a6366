import type { Tip } from '../../core/session.ts';
import type { TokenUsage } from '../../core/usage.ts';
import type { Lineage } from '../../core/verdict.ts';
import { synthetic } from '../stream/messages.ts';
import type { TranscriptFile } from './projects.ts';
import { readRecordsBackwards, type TranscriptRecord } from './transcript.ts';

/** A record, by its uuid or the id of its message. */
interface Anchor {
  uuid?: string | undefined;
  messageId?: string | undefined;
}

export interface LineageQuestion {
  /** The transcript after the turn; undefined where there is none to read. */
  transcript: TranscriptFile | undefined;
  /** What the turn's last assistant message was, from the stream; undefined when there was none (a slash command, a kill). */
  anchor: Anchor | undefined;
  /** What the turn has to descend from: a record, or, for a new conversation, nothing at all. Null where no record is known. */
  tip: Tip | 'root' | null;
  /** Where the history began: an ancestor of every older point of it. */
  root: Tip | null;
  /** Size of the transcript before the turn: what stands before it is no record of the turn. */
  sizeBefore: number;
}

export interface TracedTurn {
  lineage: Lineage;
  /** Records that the turn added to the chain; null where that can't be told. */
  recordsAdded: number | null;
  /** The new last assistant record. */
  tip: Tip | null;
  /** Of a new conversation: the uuid of its first record, and the message id of its first answer. */
  root: Tip | null;
  /** Usage of the last request, from its record. */
  usage: TokenUsage | undefined;
}

/** Follows the turn's records from parent to parent until the tip, or until it is clear that it is not among them. */
export function traceTurn({ transcript, anchor, tip, root, sizeBefore }: LineageQuestion): TracedTurn {
  if (!transcript) return unavailable('no-transcript');
  if (!transcript.isReadable) return unavailable('unreadable');
  try {
    const end = anchor ?? lastRecord(transcript.path, sizeBefore);
    const chain = end && walkChain(readRecordsBackwards(transcript.path), end, tip);
    if (!chain || chain.records.length === 0) return unavailable('no-records');
    const answers = chain.records.filter((record) => record.type === 'assistant' && record.message?.id);
    const last = answers.find((record) => record.message?.model !== synthetic);
    const traced = {
      tip: asTip(last) ?? (tip === 'root' ? null : tip) ?? asTip(answers[0]),
      root: tip === 'root' && chain.complete ? rootOf(chain.records, answers) : null,
      usage: last?.message?.usage,
      recordsAdded: chain.complete ? chain.records.length : null,
    };
    if (!tip) return { ...traced, recordsAdded: chain.records.length, lineage: { status: 'unavailable', because: 'no-tip' } };
    if (chain.complete) return { ...traced, lineage: { status: 'proved' } };
    const from = chain.records.some((record) => isTip(record, root)) ? 'older-point' : 'elsewhere';
    return { ...traced, lineage: { status: 'contradicted', from } };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return unavailable('unreadable');
    throw error;
  }
}

/** An answer that Claude made up itself, to show an API error, is no point to go on from where there is another. */
function asTip(record: TranscriptRecord | undefined): Tip | null {
  return record ? { uuid: record.uuid, messageId: record.message?.id as string } : null;
}

function rootOf(records: readonly TranscriptRecord[], answers: readonly TranscriptRecord[]): Tip | null {
  const first = records.at(-1);
  return first ? { uuid: first.uuid, messageId: answers.at(-1)?.message?.id ?? '' } : null;
}

interface Chain {
  /** The turn's records, newest first, without the tip. */
  records: TranscriptRecord[];
  /** Whether the tip, or the root, was reached. */
  complete: boolean;
}

/**
 * One pass from the newest record to the oldest: parents stand before their children. Where they do not (a transcript put
 * together from parts), the whole file is taken as a map.
 */
function walkChain(newestFirst: Iterable<TranscriptRecord>, anchor: Anchor, tip: LineageQuestion['tip']): Chain {
  const records: TranscriptRecord[] = [];
  const passedOver: TranscriptRecord[] = [];
  let wanted: string | null | undefined;
  for (const record of newestFirst) {
    if (wanted === undefined ? !isAnchor(record, anchor) : record.uuid !== wanted) {
      passedOver.push(record);
      continue;
    }
    if (isTip(record, tip)) return { records, complete: true };
    records.push(record);
    wanted = parentOf(record);
    if (wanted === null) return { records, complete: tip === 'root' };
  }
  const byUuid = new Map(passedOver.map((record) => [record.uuid, record]));
  for (let record = byUuid.get(wanted ?? ''); record; record = byUuid.get(parentOf(record) ?? '')) {
    if (isTip(record, tip)) return { records, complete: true };
    records.push(record);
    if (parentOf(record) === null) return { records, complete: tip === 'root' };
    byUuid.delete(record.uuid);
  }
  return { records, complete: false };
}

/** The last record of the conversation itself that the turn added: a slash command, or a prompt whose turn was ended, has no answer. */
function lastRecord(path: string, sizeBefore: number): Anchor | undefined {
  for (const record of readRecordsBackwards(path, sizeBefore)) {
    if (record.isSidechain !== true) return { uuid: record.uuid };
  }
  return undefined;
}

function isAnchor(record: TranscriptRecord, anchor: Anchor): boolean {
  return record.uuid === anchor.uuid || (anchor.messageId !== undefined && record.message?.id === anchor.messageId);
}

/** A message of several blocks is several records with one message id: the newest of them is the tip. */
export function isTip(record: TranscriptRecord, tip: LineageQuestion['tip']): boolean {
  return (
    tip !== null && tip !== 'root' && (record.uuid === tip.uuid || (record.type === 'assistant' && record.message?.id === tip.messageId))
  );
}

function parentOf(record: TranscriptRecord): string | null {
  return record.parentUuid ?? record.logicalParentUuid ?? null;
}

function unavailable(because: Extract<Lineage, { status: 'unavailable' }>['because']): TracedTurn {
  return { lineage: { status: 'unavailable', because }, recordsAdded: null, tip: null, root: null, usage: undefined };
}
