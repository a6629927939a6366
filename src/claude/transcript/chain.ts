import type { Damage, Link } from './link.ts';

/** What a walk needs to know of a record. */
export type ChainLink = Pick<Link, 'uuid' | 'parent' | 'kind'>;

/**
 * How a walk ended. `tip`: at the record it looked for; `root`: at the first record of the conversation; `broken`: a record names a
 * parent that is not there, or there was nothing to begin with; `cycle`: a record names one that comes after it.
 */
export type ChainEnd = 'tip' | 'root' | 'broken' | 'cycle';

export interface WalkOptions<L extends ChainLink> {
  /** Where to begin: the newest record that matches. Default: the last one that is not a subagent's. */
  from?: ((link: L) => boolean) | undefined;
  /** Ends the walk with `tip`, before this record. */
  until?: ((link: L) => boolean) | undefined;
  /**
   * Asked when a link leads to a record that is not there, or that was visited. If true, the walk continues with the record before it in
   * the file, as newer releases do. Not asked if there is none.
   */
  bridges?: ((isCycle: boolean) => boolean) | undefined;
  /** Whether a record may be taken to come before another one. Default: any that stands before it in the file. */
  precedes?: ((earlier: L, later: L) => boolean) | undefined;
}

/**
 * The records of a conversation, from one of them back to its first, from parent to parent, without abandoned branches. This is the
 * only walk of the chain: from the tip of a turn, through a whole conversation, and from the newest record to the root or the newest
 * `compaction`, to count what the model still sees.
 *
 * A parent mostly comes before its child, so `newestFirst` is read no further than needed. If a transcript was put together from
 * parts, all of it is searched.
 */
export function* walkChain<L extends ChainLink>(
  newestFirst: Iterable<L | Damage>,
  { from = isOwn, until, bridges, precedes = () => true }: WalkOptions<L> = {},
): Generator<L, ChainEnd> {
  const lines = new Lines(newestFirst);
  const visited = new Set<L>();
  let position = lines.next(0, from);
  while (position !== undefined) {
    const link = lines.at(position) as L;
    if (until?.(link)) return 'tip';
    visited.add(link);
    yield link;
    const { parent } = link;
    if (parent === null) return 'root';
    const found = lines.find(parent, position + 1);
    const isCycle = found !== undefined && visited.has(lines.at(found) as L);
    if (found !== undefined && !isCycle) {
      position = found;
      continue;
    }
    const previous = bridges && lines.next(position + 1, (other) => isOwn(other) && !visited.has(other) && precedes(other, link));
    // The first record, with a link to itself, has nothing behind it for Claude either.
    if (bridges && previous === undefined && found === position) return 'root';
    if (previous === undefined || !bridges?.(isCycle)) return isCycle ? 'cycle' : 'broken';
    position = previous;
  }
  return 'broken';
}

/** A parent is searched for in this many lines before its child; then in a map, once all of them are there. */
const near = 64;

/** The lines read so far, newest first. */
class Lines<L extends ChainLink> {
  readonly #source: Iterator<L | Damage>;
  readonly #read: (L | Damage)[] = [];
  #positions: Map<string, number> | undefined;

  constructor(source: Iterable<L | Damage>) {
    this.#source = source[Symbol.iterator]();
  }

  at(position: number): L | Damage | undefined {
    while (this.#read.length <= position) {
      const { done, value } = this.#source.next();
      if (done) return undefined;
      this.#read.push(value);
    }
    return this.#read[position];
  }

  /** The first matching record from a position on. */
  next(from: number, matches: (link: L) => boolean, to = Number.POSITIVE_INFINITY): number | undefined {
    for (let position = from; position < to; position++) {
      const line = this.at(position);
      if (!line) return undefined;
      if (line.kind !== 'damaged' && matches(line as L)) return position;
    }
    return undefined;
  }

  /** The record with this uuid: the first from a position on, else one that is newer. */
  find(uuid: string, from: number): number | undefined {
    const isWanted = (link: L) => link.uuid === uuid;
    const found = this.next(from, isWanted, this.#positions ? from + near : undefined);
    if (found !== undefined) return found;
    this.#positions ??= new Map(this.#read.flatMap((line, position) => (line.kind === 'damaged' ? [] : [[(line as L).uuid, position]])));
    return this.#positions.get(uuid);
  }
}

function isOwn({ kind }: ChainLink): boolean {
  return kind !== 'sidechain';
}

export interface Chain<L extends ChainLink = ChainLink> {
  /** The current conversation, oldest first, without abandoned branches. */
  links: L[];
  /** How often a link leads nowhere. The record before it in the file is taken to come next. */
  gaps: number;
  /** Whether its beginning is there: false if the first record names a parent that is not in the file. */
  isWhole: boolean;
}

/**
 * The current conversation, with gaps bridged. Parallel tool calls and their results are not parents of what came after
 * them, but still belong to it.
 * @param isSameMessage whether two answers are blocks of one message, each of which is a record.
 */
export function resolveChain<L extends ChainLink>(newestFirst: readonly (L | Damage)[], isSameMessage: (a: L, b: L) => boolean): Chain<L> {
  const own = newestFirst.filter(({ kind }) => kind !== 'sidechain');
  let gaps = 0;
  const chain: L[] = [];
  const bridges = () => {
    gaps++;
    return true;
  };
  const walk = walkChain(own, { bridges });
  for (let step = walk.next(); ; step = walk.next()) {
    if (step.done) {
      const isWhole = step.value === 'root' || chain.length === 0;
      return { links: withSiblings(own, chain.reverse(), isSameMessage), gaps, isWhole };
    }
    chain.push(step.value);
  }
}

/** Puts blocks of a message that are not in the chain, and results, after the record that they belong to. */
function withSiblings<L extends ChainLink>(
  newestFirst: readonly (L | Damage)[],
  chain: readonly L[],
  isSameMessage: (a: L, b: L) => boolean,
): L[] {
  const inChain = new Set(chain);
  const hanging = new Map<string, L[]>();
  for (const line of newestFirst.toReversed()) {
    if (line.kind !== 'answer' && line.kind !== 'result') continue;
    const link = line as L;
    if (link.parent !== null && !inChain.has(link)) hanging.set(link.parent, [...(hanging.get(link.parent) ?? []), link]);
  }
  const links: L[] = [];
  const add = (link: L) => {
    links.push(link);
    const side = hanging.get(link.uuid);
    if (!side) return;
    hanging.delete(link.uuid);
    for (const each of side) {
      if (each.kind === 'result' || (link.kind === 'answer' && isSameMessage(link, each))) add(each);
    }
  };
  for (const link of chain) add(link);
  return links;
}
