import { closeSync, openSync, readSync } from 'node:fs';
import { isObject, parseObject } from '../../core/json.ts';
import type { PastTurn } from '../../core/past-turn.ts';
import type { Message } from '../stream/messages.ts';
import { resolveChain } from './chain.ts';
import type { ChainEntry, Place } from './chain-entry.ts';
import { indexChain } from './chain-index.ts';
import { buildTurns } from './turns.ts';

/** Which turns are wanted: one, by its number; the last so many; or all. */
export type Selection = { turn: number } | { last: number } | 'all';

export interface Conversation {
  turns: PastTurn[];
  /** How many turns there are in all. */
  total: number;
  /** Lines that are no records: cut, or overwritten. */
  damaged: { lines: number; bytes: number };
  /** See `Chain`. */
  gaps: number;
  isWhole: boolean;
  /** Whether a record is of the conversation that goes on. */
  has(uuid: string): boolean;
}

/**
 * Reads a conversation from its transcript. The whole file is looked through, to number the turns; only those that are wanted are
 * parsed and kept.
 * @param cwd that paths are shown relative to.
 * @throws what `open` and `read` throw.
 */
export function readConversation(path: string, selection: Selection, cwd: string): Conversation {
  const { lines, damaged } = indexChain(path);
  const fd = openSync(path, 'r');
  try {
    const isSameMessage = (a: Place, b: Place) => messageIdOf(readRecord(fd, a)) === messageIdOf(readRecord(fd, b));
    const { entries, gaps, isWhole } = resolveChain(lines, isSameMessage);
    const starts = turnStarts(entries);
    const [from, to] = rangeOf(selection, starts.length);
    const wanted = entries.slice(starts[from - 1] ?? entries.length, starts[to] ?? entries.length);
    return {
      turns: buildTurns(readRecords(fd, wanted), cwd, from),
      total: starts.length,
      damaged,
      gaps,
      isWhole,
      has: (uuid) => entries.some((entry) => entry.uuid === uuid),
    };
  } finally {
    closeSync(fd);
  }
}

/** Where each turn begins: at a prompt (and a compaction that stands before it), or, where the first prompt is missing, at an answer. */
function turnStarts(entries: readonly ChainEntry[]): number[] {
  const starts: number[] = [];
  for (const [index, { kind }] of entries.entries()) {
    if (kind === 'prompt' || (kind === 'answer' && starts.length === 0)) starts.push(index);
  }
  return starts.map((start) => {
    let index = start;
    while (entries[index - 1]?.kind === 'other') index--;
    return index;
  });
}

/** The first turn and the last one that are wanted, 1-based. */
function rangeOf(selection: Selection, total: number): [number, number] {
  if (selection === 'all') return [1, total];
  return 'turn' in selection ? [selection.turn, selection.turn] : [Math.max(1, total - selection.last + 1), total];
}

function* readRecords(fd: number, places: readonly Place[]): Generator<unknown> {
  for (const place of places) yield readRecord(fd, place);
}

function readRecord(fd: number, { offset, length }: Place): Message | undefined {
  const line = Buffer.allocUnsafe(length);
  readSync(fd, line, 0, length, offset);
  return parseObject(line);
}

function messageIdOf(record: Message | undefined): unknown {
  return isObject(record?.message) ? (record.message.id ?? record) : record;
}
