import { isObject } from '../../core/json.ts';
import type { PastTurn } from '../../core/past-turn.ts';
import type { Message } from '../stream/messages.ts';
import { resolveChain } from './chain.ts';
import { type Link, readLinks } from './link.ts';
import { type Transcript, withTranscript } from './reader.ts';
import { buildTurns } from './turns.ts';

/** Which turns to read: one, by its number; the last N; or all. */
export type Selection = { turn: number } | { last: number } | 'all';

export interface Conversation {
  turns: PastTurn[];
  /** How many turns there are in all. */
  total: number;
  /** Lines, or first parts of lines, that are not records: cut, or overwritten. */
  damaged: { lines: number; bytes: number };
  /** See `Chain`. */
  gaps: number;
  isWhole: boolean;
  /** Whether a record belongs to the current conversation. */
  has(uuid: string): boolean;
}

/**
 * Reads a conversation from its transcript. The whole file is searched, to number the turns; only the selected ones are parsed
 * and kept.
 * @param cwd paths are shown relative to it.
 * @throws what `open` and `read` throw.
 */
export function readConversation(path: string, selection: Selection, cwd: string): Conversation {
  return withTranscript(path, (transcript) => {
    const lines = [...readLinks(transcript)];
    const isSameMessage = (a: Link, b: Link) => messageIdOf(transcript.parse(a)) === messageIdOf(transcript.parse(b));
    const { links, gaps, isWhole } = resolveChain<Link>(lines, isSameMessage);
    const starts = turnStarts(links);
    const [from, to] = rangeOf(selection, starts.length);
    const wanted = links.slice(starts[from - 1] ?? links.length, starts[to] ?? links.length);
    const damaged = lines.filter(({ kind }) => kind === 'damaged');
    return {
      turns: buildTurns(parseAll(transcript, wanted), cwd, from),
      total: starts.length,
      damaged: { lines: damaged.length, bytes: damaged.reduce((sum, { length }) => sum + length, 0) },
      gaps,
      isWhole,
      has: (uuid) => links.some((link) => link.uuid === uuid),
    };
  });
}

/** Where each turn begins: at a prompt (and a compaction before it), or, if the first prompt is missing, at an answer. */
function turnStarts(links: readonly Link[]): number[] {
  const starts: number[] = [];
  for (const [index, { kind }] of links.entries()) {
    if (kind === 'prompt' || (kind === 'answer' && starts.length === 0)) starts.push(index);
  }
  return starts.map((start) => {
    let index = start;
    while (isBetweenTurns(links[index - 1])) index--;
    return index;
  });
}

function isBetweenTurns(link: Link | undefined): boolean {
  return link?.kind === 'other' || link?.kind === 'compaction';
}

/** The first and the last selected turn, 1-based. */
function rangeOf(selection: Selection, total: number): [number, number] {
  if (selection === 'all') return [1, total];
  return 'turn' in selection ? [selection.turn, selection.turn] : [Math.max(1, total - selection.last + 1), total];
}

function* parseAll(transcript: Transcript, links: readonly Link[]): Generator<unknown> {
  for (const link of links) yield transcript.parse(link);
}

function messageIdOf(record: Message | undefined): unknown {
  return isObject(record?.message) ? (record.message.id ?? record) : record;
}
