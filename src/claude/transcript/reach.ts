import type { ChainEnd } from './chain.ts';
import type { Damage, Link } from './link.ts';

/** How a release reads a transcript. */
export interface Reading {
  /** A resume keeps the uuids of records. If false, messages are matched by their ids. */
  keepsUuids: boolean;
  /** Where a link leads to no record (`missing`), or also round in a circle (`all`), it continues with the record before it in the file. */
  repairsLinks: 'never' | 'missing' | 'all';
}

/** As the newest releases do. */
export const newestReading: Reading = { keepsUuids: true, repairsLinks: 'all' };

/** How much of the history behind a turn its transcript leads to. Messages are counted by their records. */
export interface Reach {
  /** Messages of the main chain from the old tip back to the newest compaction; null if a compaction came after it, or there is no tip. */
  reachable: number | null;
  /** The same from the new tip back: what the next turn has to find. Null if unknown. */
  total: number | null;
  /** Whether the links led to the recorded root, to a compaction, or to a first record. */
  isComplete: boolean;
  /** Whether something compacted the history after the old tip. */
  isCompacted: boolean;
  /** Set if a link had to be repaired: the last answer before the newest gap, and the first answer of the conversation. */
  repair: { near: Link | undefined; first: Link | undefined } | undefined;
}

/** Counts the messages of a walk from the newest record of a turn to the oldest of its history. */
export class ReachCounter {
  readonly #reading: Reading;
  readonly #isRoot: (link: Link) => boolean;
  readonly #isSameMessage: (a: Link, b: Link) => boolean;
  /** The number of results by the answer that they belong to: of parallel calls, only one result is in the chain. */
  readonly #results = new Map<string, number>();
  /** Of each record of the turn. */
  readonly #own: number[] = [];
  #behind = 0;
  #isBehind = false;
  /** The number of the turn's records that are newer than a compaction. */
  #compactedAfter: number | undefined;
  #isEnded = false;
  #hasRoot = false;
  #child: Link | undefined;
  /** Whether the message that the walk is at has a result in the chain. Without one, Claude drops its calls, with all their results. */
  #hasResult = false;
  #answer: Link | undefined;
  #gap: { near: Link | undefined } | undefined;

  /** @param isSameMessage whether two answers are blocks of one message. */
  constructor(reading: Reading, isRoot: (link: Link) => boolean, isSameMessage: (a: Link, b: Link) => boolean) {
    this.#reading = reading;
    this.#isRoot = isRoot;
    this.#isSameMessage = isSameMessage;
  }

  /** Passes on all lines that are read for the walk, whether or not they are in the chain. */
  *watch(lines: Iterable<Link | Damage>): Generator<Link | Damage> {
    for (const line of lines) {
      if (line.kind === 'result' && 'parent' in line && line.parent !== null)
        this.#results.set(line.parent, (this.#results.get(line.parent) ?? 0) + 1);
      yield line;
    }
  }

  /** The next record of the walk is the old tip. */
  enterHistory(): void {
    this.#isBehind = true;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Counts the next record of the walk. @returns whether nothing behind it is counted. */
  take(link: Link): boolean {
    if (this.#isEnded) return true;
    const messages = this.#messagesOf(link);
    if (link.kind === 'compaction' && this.#isBehind) this.#isEnded = true;
    else if (link.kind === 'compaction') this.#compactedAfter ??= this.#own.length;
    if (this.#isBehind) this.#behind += messages;
    else this.#own.push(messages);
    if (this.#isRoot(link)) this.#hasRoot = true;
    if (link.kind === 'answer') this.#answer = link;
    this.#child = link;
    return this.#isEnded || (this.#isBehind && this.#compactedAfter !== undefined);
  }

  /** Whether the release repairs a link. The records of the turn itself are linked as Claude saw them: there it is no repair. */
  bridges(isCycle: boolean): boolean {
    const { repairsLinks } = this.#reading;
    // What is behind the recorded root is not asked for.
    if (!this.#isBehind || this.#hasRoot || !(repairsLinks === 'all' || (repairsLinks === 'missing' && !isCycle))) return false;
    this.#gap ??= { near: this.#answer };
    return true;
  }

  /**
   * @param end how the walk ended.
   * @param newTip the index of the new tip among the turn's records; undefined if the old tip is still the newest.
   * @param verified the messages from the old tip back, if they were not walked because the file is as it was when they were counted.
   */
  reach(end: ChainEnd, newTip: number | undefined, verified: number | null): Reach {
    const compactedAfter = this.#compactedAfter;
    const isCompacted = compactedAfter !== undefined;
    const behind = isCompacted ? 0 : (verified ?? this.#behind);
    const isUnknown = newTip === undefined ? isCompacted || !this.#isBehind : isCompacted && newTip >= compactedAfter;
    const own = newTip === undefined ? [] : this.#own.slice(newTip, compactedAfter);
    return {
      reachable: this.#isBehind && !isCompacted ? behind : null,
      total: isUnknown ? null : own.reduce((sum, messages) => sum + messages, behind),
      isComplete: verified !== null || isCompacted || this.#isEnded || this.#hasRoot || end === 'root',
      isCompacted,
      repair: this.#gap && { near: this.#gap.near, first: this.#answer },
    };
  }

  #messagesOf(link: Link): number {
    if (link.kind === 'prompt' || link.kind === 'result') return 1;
    if (link.kind !== 'answer') return 0;
    const child = this.#child;
    const results = this.#results.get(link.uuid) ?? 0;
    if (child?.kind === 'result') this.#hasResult = true;
    else if (child?.kind !== 'answer' || (results > 0 && !this.#isSameMessage(link, child))) this.#hasResult = false;
    const inChain = child?.kind === 'result' && child.parent === link.uuid ? 1 : 0;
    return this.#hasResult ? 1 + Math.max(0, results - inChain) : 1;
  }
}
