import { text } from '../../core/json.ts';
import type { Tip } from '../../core/session.ts';
import { sentTokens, type TokenUsage } from '../../core/usage.ts';
import type { Lineage } from '../../core/verdict.ts';
import { synthetic } from '../stream/messages.ts';
import { type ChainEnd, walkChain } from './chain.ts';
import { type Damage, type Link, readLinks } from './link.ts';
import type { TranscriptFile } from './projects.ts';
import { newestReading, type Reach, ReachCounter, type Reading } from './reach.ts';
import { type Transcript, withTranscript } from './reader.ts';
import { blocksOf, type RequestInfo, requestOf, textOf } from './record.ts';

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
  /** How the release reads transcripts; by default as the newest one. */
  reading?: Reading | undefined;
  /**
   * The messages from the tip back, if the transcript was not changed between the turn in which they were counted and this one. Then the
   * history is not read again. Null: it is read to its beginning, or to the newest compaction.
   */
  verified?: number | null | undefined;
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
  /** Usage of the first request. */
  firstUsage: TokenUsage | undefined;
  /** How much history was behind the turn; undefined if its records were not found. */
  reach: Reach | undefined;
  /** If a link had to be repaired: tokens that the model was not sent if it was not repaired; null if unknown. */
  atStake: number | null;
  /** Tokens of the turn's prompts, estimated. */
  promptTokens: number;
}

/** Follows the turn's records from parent to parent to the tip, and on to the root, or until it is clear that the tip is not among them. */
export function traceTurn(question: LineageQuestion): TracedTurn {
  const { transcript: file } = question;
  if (!file) return unavailable('no-transcript');
  if (!file.isReadable) return unavailable('unreadable');
  try {
    return withTranscript(file.path, (transcript) => trace(transcript, question));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return unavailable('unreadable');
    throw error;
  }
}

/**
 * How much history is behind the tip of a conversation that no turn was added to.
 * @throws what `open` and `read` throw.
 */
export function reachFrom(path: string, tip: Tip, root: Tip | null, reading: Reading): Reach | undefined {
  return withTranscript(path, (transcript) => {
    const walk = new TurnWalk(transcript, { transcript: undefined, anchor: tip, tip, root, sizeBefore: 0, reading });
    return walk.isAtTip ? walk.counter.reach(walk.end, undefined, null) : undefined;
  });
}

function trace(transcript: Transcript, question: LineageQuestion): TracedTurn {
  const { tip, root, reading = newestReading, verified = null } = question;
  const isAmbiguous = !reading.keepsUuids && !isIdUnique(question);
  const walk = new TurnWalk(transcript, isAmbiguous ? { ...question, tip: null } : question);
  const { records, end } = walk;
  if (records.length === 0) return unavailable('no-records');
  const isComplete = walk.isAtTip || (end === 'root' && tip === 'root');
  const answers = records.filter(({ request }) => request);
  const last = answers.find(({ request }) => request?.model !== synthetic);
  const newTip = last ?? (tip !== 'root' && tip !== null ? undefined : answers[0]);
  const reach = walk.counter.reach(end, newTip && records.indexOf(newTip), walk.isAtTip ? verified : null);
  const traced = {
    // An answer that Claude made up, to show an API error, is no point to continue from if there is another.
    tip: asTip(last) ?? (tip === 'root' ? null : tip) ?? asTip(answers[0]),
    root: tip === 'root' && isComplete ? rootOf(records, answers) : null,
    usage: last?.request?.usage,
    firstUsage: answers.findLast(({ request }) => request?.model !== synthetic)?.request?.usage,
    recordsAdded: isComplete ? records.length : null,
    reach,
    atStake: atStake(transcript, reach.repair),
    promptTokens: Math.ceil(walk.promptLength / charactersPerToken),
  };
  if (isAmbiguous) return { ...traced, recordsAdded: null, lineage: { status: 'unavailable', because: 'ids-not-unique' } };
  if (!tip) return { ...traced, recordsAdded: records.length, lineage: { status: 'unavailable', because: 'no-tip' } };
  if (isComplete) return { ...traced, lineage: { status: 'proved' } };
  const from = records.some((record) => isTip(record, root, reading.keepsUuids)) ? 'older-point' : 'elsewhere';
  return { ...traced, lineage: { status: 'contradicted', from } };
}

const charactersPerToken = 4;

/** Whether two answers are blocks of one message. */
export function areOneMessage(transcript: Transcript): (a: Link, b: Link) => boolean {
  const idOf = (link: Link) => requestOf(transcript.parse(link) ?? {})?.id;
  return (a, b) => idOf(a) === idOf(b);
}

/** Behind some gateways, all messages have the same id, or none. */
function isIdUnique({ tip, anchor }: LineageQuestion): boolean {
  return tip === null || tip === 'root' || (tip.messageId !== '' && tip.messageId !== anchor?.messageId);
}

/** A record as far as lineage goes. */
interface TracedRecord {
  uuid: string;
  /** Set for an answer. */
  request: RequestInfo | undefined;
}

/** The walk from the turn's last record to the tip, and behind it. */
class TurnWalk {
  /** The turn's records, newest first, without the tip. */
  readonly records: TracedRecord[] = [];
  readonly counter: ReachCounter;
  /** Whether it got to the tip. */
  isAtTip = false;
  /** Characters of the turn's prompts. */
  promptLength = 0;
  readonly end: ChainEnd;
  readonly #transcript: Transcript;
  readonly #question: LineageQuestion;
  readonly #reading: Reading;
  readonly #answers = new Map<string, Link>();
  /** The record that the walk is at; undefined if it does not parse. */
  #current: TracedRecord | undefined;

  constructor(transcript: Transcript, question: LineageQuestion) {
    this.#transcript = transcript;
    this.#question = question;
    this.#reading = question.reading ?? newestReading;
    this.counter = new ReachCounter(this.#reading, ({ uuid }) => uuid === question.root?.uuid, areOneMessage(transcript));
    this.end = this.#walk();
  }

  #walk(): ChainEnd {
    const { sizeBefore, verified } = this.#question;
    // An answer without any id cannot be looked for.
    const anchor = this.#question.anchor?.uuid || this.#question.anchor?.messageId ? this.#question.anchor : undefined;
    const walk = walkChain(this.#lines(), {
      // A slash command, or a prompt whose turn was ended, has no answer: then the walk begins at the turn's last record.
      from: anchor ? (link) => this.#isAnchor(link, anchor) : ({ kind }) => kind !== 'sidechain',
      until: (link) => {
        if (this.isAtTip) return false;
        this.#current = this.#read(link);
        this.isAtTip = this.#current !== undefined && this.#isTip(link, this.#current);
        return this.isAtTip && verified !== null && verified !== undefined;
      },
      bridges: (isCycle) => this.counter.bridges(isCycle),
      precedes: (earlier, later) => this.#timeOf(earlier) <= this.#timeOf(later),
    });
    for (let step = walk.next(); ; step = walk.next()) {
      if (step.done) return this.#ended(step.value);
      if (this.isAtTip && !this.counter.isBehind) this.counter.enterHistory();
      if (!this.isAtTip) {
        // A line that looks like a record but does not parse is not a record for Claude, either.
        if (!this.#current || (!anchor && this.records.length === 0 && step.value.offset < sizeBefore)) return 'broken';
        this.records.push(this.#current);
      }
      if (this.counter.take(step.value) && this.isAtTip) return 'tip';
    }
  }

  #ended(end: ChainEnd): ChainEnd {
    if (end === 'tip') this.counter.enterHistory();
    return end;
  }

  *#lines(): Generator<Link | Damage> {
    for (const line of this.counter.watch(readLinks(this.#transcript))) {
      if (line.kind === 'answer' && !this.isAtTip) this.#answers.set(line.uuid, line as Link);
      yield line;
    }
  }

  #read(link: Link): TracedRecord | undefined {
    const record = this.#transcript.parse(link);
    if (record && link.kind === 'prompt') this.promptLength += textOf(blocksOf(record)).length;
    return record && { uuid: link.uuid, request: link.kind === 'answer' ? requestOf(record) : undefined };
  }

  /** Claude repairs a link by time: an attachment of a prompt may be older than the prompt, and then stands first. */
  #timeOf(link: Link): string {
    return text(this.#transcript.parse(link)?.timestamp) ?? '';
  }

  /** The newest record of the last message. Up to 1.0.60 the stream has no uuids. */
  #isAnchor(link: Link, { uuid, messageId }: Anchor): boolean {
    if (link.uuid === uuid) return true;
    return !!messageId && link.kind === 'answer' && this.#read(link)?.request?.id === messageId;
  }

  #isTip(link: Link, record: TracedRecord): boolean {
    const { tip } = this.#question;
    if (isTip(record, tip, this.#reading.keepsUuids)) return true;
    return tip !== null && tip !== 'root' && this.#isBlockBefore(link, record, tip);
  }

  /** A message of several blocks is several records. A release that drops the last one, a call without a result, continues from another. */
  #isBlockBefore(link: Link, { request }: TracedRecord, tip: Tip): boolean {
    if (!request?.id || request.id !== tip.messageId) return false;
    for (let block = this.#answers.get(tip.uuid); block; block = block.parent === null ? undefined : this.#answers.get(block.parent)) {
      if (block.parent === link.uuid) return true;
    }
    return false;
  }
}

/** Tokens that the model was not sent if the newest gap was not repaired: all that came before it. Null if the usage does not tell. */
function atStake(transcript: Transcript, repair: Reach['repair']): number | null {
  const [near, first] = [repair?.near, repair?.first].map((link) => link && requestOf(transcript.parse(link) ?? {})?.usage);
  return near && first ? Math.max(0, sentTokens(near) - sentTokens(first)) : null;
}

function asTip(record: TracedRecord | undefined): Tip | null {
  return record ? { uuid: record.uuid, messageId: record.request?.id ?? '' } : null;
}

function rootOf(records: readonly TracedRecord[], answers: readonly TracedRecord[]): Tip | null {
  const first = records.at(-1);
  return first ? { uuid: first.uuid, messageId: answers.at(-1)?.request?.id ?? '' } : null;
}

/** Whether a record is this one: by its uuid or, where a release does not keep uuids, by the id of its message. */
export function isTip({ uuid, request }: TracedRecord, tip: LineageQuestion['tip'], keepsUuids: boolean): boolean {
  if (tip === null || tip === 'root') return false;
  return uuid === tip.uuid || (!keepsUuids && !!request?.id && request.id === tip.messageId);
}

function unavailable(because: Extract<Lineage, { status: 'unavailable' }>['because']): TracedTurn {
  return {
    lineage: { status: 'unavailable', because },
    recordsAdded: null,
    tip: null,
    root: null,
    usage: undefined,
    firstUsage: undefined,
    reach: undefined,
    atStake: null,
    promptTokens: 0,
  };
}
