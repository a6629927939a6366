import { amount } from '../../core/json.ts';
import type { Message } from '../stream/messages.ts';
import { type Link, readLinks } from './link.ts';
import type { TranscriptFile } from './projects.ts';
import { type Transcript, withTranscript } from './reader.ts';
import { marks } from './record.ts';

/** A chained record, and its place. Records without a `uuid` (titles, costs, queues) are not part of the chain. */
interface PlacedRecord {
  link: Link;
  record: Message;
}

/**
 * The chained records of a transcript, newest first. Lines that do not parse (a cut last line, garbage) are skipped, as Claude does.
 * @param start read only from this byte offset on.
 * @throws what `read` throws.
 */
export function* readRecords(transcript: Transcript, start = 0): Generator<PlacedRecord> {
  for (const link of readLinks(transcript, start)) {
    if (link.kind === 'damaged') continue;
    const record = transcript.parse(link);
    if (record) yield { link, record };
  }
}

/**
 * Claude's last running sum of the conversation's cost between two byte offsets, in USD; undefined if there
 * is none. 2.1.277 and later write it at the end of a call, after SIGTERM too.
 * @throws what `open` and `read` throw.
 */
export function lastRecordedCost(path: string, start: number, end?: number): number | undefined {
  return withTranscript(path, (transcript) => {
    for (const line of transcript.linesBackwards(start, end)) {
      if (!line.text.includes('"type":"cost-state"')) continue;
      const cost = amount(line.parse()?.totalCostUSD);
      if (cost !== undefined) return cost;
    }
    return undefined;
  });
}

/**
 * Whether nothing was said in a transcript after the record `uuid`: no answer, and no prompt that waits for one. A compaction counts as
 * the end: a conversation cannot be cut before it.
 */
export function endsAt(path: string, uuid: string): boolean {
  return withTranscript(path, (transcript) => {
    for (const { link, record } of readRecords(transcript)) {
      if (link.uuid === uuid || marks.compaction.isOn(record)) return true;
      if ((marks.assistant.isOn(record) || marks.user.isOn(record)) && !marks.sidechain.isOn(record)) return false;
    }
    return false;
  });
}

export function hasRecord(path: string, uuid: string): boolean {
  return withTranscript(path, (transcript) => {
    for (const link of readLinks(transcript)) {
      if (link.kind !== 'damaged' && link.uuid === uuid && transcript.parse(link)) return true;
    }
    return false;
  });
}

/** The uuid of the last chained record; undefined if there is none. */
export function lastRecordId(path: string): string | undefined {
  return withTranscript(path, (transcript) => {
    for (const { link } of readRecords(transcript)) return link.uuid;
    return undefined;
  });
}

/**
 * What a first turn that was ended too early left in its transcript.
 * @param forkPoint for a fork: only a copy that contains it can be resumed.
 */
export function whatIsLeft(path: string, forkPoint: string | undefined): 'nothing' | 'prompt' | 'answer' {
  return withTranscript(path, (transcript) => {
    let left: 'nothing' | 'prompt' | 'answer' = 'nothing';
    for (const { link, record } of readRecords(transcript)) {
      if (forkPoint === undefined ? marks.assistant.isOn(record) : link.uuid === forkPoint) return 'answer';
      if (marks.user.isOn(record) && forkPoint === undefined) left = 'prompt';
    }
    return left;
  });
}

/** Whether a record is in a transcript after the byte offset `from`. */
export function hasRecordAfter({ path, size }: TranscriptFile, from: number, uuid: string): boolean {
  if (size <= from) return false;
  return withTranscript(path, (transcript) => transcript.read(from, size).includes(`"uuid":"${uuid}"`));
}
