import type { Exchange } from '../../core/conversation.ts';
import { parseObject } from '../../core/json.ts';
import { lastWordOf } from '../../core/past-turn.ts';

import { lineOf, type Place, readEntry } from './chain-entry.ts';
import { readLinesBackwards } from './transcript.ts';
import { buildTurns } from './turns.ts';

/** A turn of which nothing else is to be seen in so many bytes is none to look at in passing. */
const longestLook = 8_000_000;

/**
 * The last exchange of a conversation. Only the end of the file is read. Undefined where none is to be found there, and where the
 * file can not be read.
 */
export async function lastExchange(path: string): Promise<Exchange | undefined> {
  try {
    const turn = buildTurns(lastRecords(path), '').at(-1);
    return turn?.prompt ? { prompt: turn.prompt, answer: lastWordOf(turn) } : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** From the last prompt of the chain to its end. */
function lastRecords(path: string): unknown[] {
  const records: unknown[] = [];
  let parent: string | null | undefined;
  let isBroken = false;
  let left = longestLook;
  for (const line of readLinesBackwards(path, 0)) {
    left -= line.length;
    if (left < 0) break;
    const entry = readEntry(lineOf(line));
    if (entry === 'damaged') isBroken = true;
    if (!isOfChain(entry, isBroken ? undefined : parent)) continue;
    isBroken = false;
    parent = entry.parent;
    records.push(parseObject(line));
    if (entry.kind === 'prompt' || parent === null) break;
  }
  return records.reverse();
}

/** Behind a damaged line, which may have been the parent, the next record is taken for it. */
function isOfChain(entry: ReturnType<typeof readEntry>, parent: string | undefined | null): entry is Place {
  return typeof entry === 'object' && entry.kind !== 'sidechain' && (parent === undefined || entry.uuid === parent);
}
