import type { ChainEntry } from './chain-entry.ts';

/** A line of a transcript: a place in the chain, or `damaged`. */
export type IndexLine<Entry extends ChainEntry = ChainEntry> = Entry | 'damaged';

export interface Chain<Entry extends ChainEntry = ChainEntry> {
  /** The conversation that goes on, oldest first; abandoned branches are not in it. */
  entries: Entry[];
  /** Where records are missing in between, and it was gone on with what stands before them. */
  gaps: number;
  /** Whether its beginning is there: false where the first record names one before it that is not in the file. */
  isWhole: boolean;
}

/** A parent is looked for among so many lines before its child; then all of them are taken as a map. */
const near = 64;

/**
 * From the last record of the conversation itself back to its first, from parent to parent. Where a parent is missing and a damaged
 * line stands before its child, the chain goes on with what stands before that. Tool calls that ran side by side, and their
 * results, are no parents of what came after them; they belong to it all the same.
 * @param lines oldest first.
 * @param isSameMessage whether two answers are blocks of one message, each of which is a record.
 */
export function resolveChain<Entry extends ChainEntry>(
  lines: readonly IndexLine<Entry>[],
  isSameMessage: (a: Entry, b: Entry) => boolean,
): Chain<Entry> {
  const find = finder(lines);
  const isInChain = new Uint8Array(lines.length);
  const chain: number[] = [];
  let gaps = 0;
  let isWhole = true;
  let position = lastRecord(lines, lines.length);
  while (position !== undefined) {
    isInChain[position] = 1;
    chain.push(position);
    const { parent } = lines[position] as Entry;
    if (parent === null) break;
    let next = find(parent, position);
    if (next === undefined) {
      next = lastRecord(lines, lines.lastIndexOf('damaged', position));
      if (next !== undefined && isInChain[next] !== 1) gaps++;
    }
    // A fork of 2.1.329 names, behind a compaction, a record that was put after it.
    if (next === undefined || isInChain[next] === 1) {
      isWhole = false;
      break;
    }
    position = next;
  }
  return { entries: withSiblings(lines, chain.reverse(), isInChain, isSameMessage), gaps, isWhole };
}

function finder(lines: readonly IndexLine[]): (uuid: string, before: number) => number | undefined {
  let positions: Map<string, number> | undefined;
  return (uuid, before) => {
    for (let position = before - 1; position >= Math.max(0, before - near); position--) {
      const line = lines[position];
      if (typeof line === 'object' && line.uuid === uuid && line.kind !== 'sidechain') return position;
    }
    positions ??= new Map(
      lines.flatMap((line, position) => (line === 'damaged' || line.kind === 'sidechain' ? [] : [[line.uuid, position] as const])),
    );
    return positions.get(uuid);
  };
}

/** The last record of the conversation before `end`. */
function lastRecord(lines: readonly IndexLine[], end: number): number | undefined {
  for (let position = end - 1; position >= 0; position--) {
    const line = lines[position];
    if (typeof line === 'object' && line.kind !== 'sidechain') return position;
  }
  return undefined;
}

/** Puts the blocks of a message that are not in the chain, and results, behind the record that they hang on. */
function withSiblings<Entry extends ChainEntry>(
  lines: readonly IndexLine<Entry>[],
  chain: readonly number[],
  isInChain: Uint8Array,
  isSameMessage: (a: Entry, b: Entry) => boolean,
): Entry[] {
  const hanging = new Map<string, Entry[]>();
  for (const [position, line] of lines.entries()) {
    if (isInChain[position] === 1 || line === 'damaged' || line.parent === null) continue;
    if (line.kind === 'answer' || line.kind === 'result') hanging.set(line.parent, [...(hanging.get(line.parent) ?? []), line]);
  }
  const entries: Entry[] = [];
  const add = (entry: Entry) => {
    entries.push(entry);
    const side = hanging.get(entry.uuid);
    if (!side) return;
    hanging.delete(entry.uuid);
    for (const each of side) {
      if (each.kind === 'result' || (entry.kind === 'answer' && isSameMessage(entry, each))) add(each);
    }
  };
  for (const position of chain) add(lines[position] as Entry);
  return entries;
}
