import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { View } from './claim.ts';

/**
 * Reads transcripts anew, without chorus's own code, which is what is on trial. Every prompt of a scenario begins with a word of
 * its own, the mark, by which it is found again.
 */
export type Snapshot = Map<string, TranscriptRecord[]>;

export interface TranscriptRecord {
  type?: string;
  uuid?: string;
  parentUuid?: string | null;
  logicalParentUuid?: string | null;
  isSidechain?: boolean;
  /** On prompts of 2.x. */
  permissionMode?: string;
  message?: { role?: string; content?: unknown };
}

export interface Marks {
  /** Of the turns that were answered before, in order. */
  earlier: readonly string[];
  /** Of this turn. */
  own: string;
  /** Of every prompt of the scenario. Those of turns that failed may stay in a history, or not. */
  all: readonly string[];
}

export function readSnapshot(paths: readonly string[]): Snapshot {
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8').split('\n').flatMap(parse)]));
}

/** What stands before the prompt in the history that the model was sent: `user: …` and `assistant: …`. */
export function viewOfHistory(history: readonly string[], marks: Marks): View {
  return viewOf(
    history.map((line) => ({ text: line, isUser: line.startsWith('user: ') })),
    marks,
  );
}

export interface Holding {
  view: View;
  /** The messages behind the turn, oldest first. */
  said: string[];
  /** What was answered in the end, as the transcript has it. */
  answer?: string | undefined;
  /** The conversation whose transcript got the prompt. */
  sessionId: string | undefined;
}

/** The transcript that got the prompt, and what stands before it there, from parent to parent. */
export function findHolder(before: Snapshot, after: Snapshot, marks: Marks, preferredId: string | null): Holding {
  const holders = [...after].flatMap(([path, records]) => {
    const known = new Set((before.get(path) ?? []).map(({ uuid }) => uuid));
    const prompt = records.find((record) => isPrompt(record) && !known.has(record.uuid) && hasMark(textOf(record), marks.own));
    return prompt
      ? [{ sessionId: basename(path, '.jsonl'), chain: chainOf(records, prompt), answer: answerTo(records, prompt, marks) }]
      : [];
  });
  const holder = holders.find(({ sessionId }) => sessionId === preferredId) ?? holders[0];
  if (!holder) return { view: 'nothing', said: [], sessionId: undefined };
  // Attachments stand in the chain, and say nothing.
  const said = holder.chain.filter(({ type }) => type === 'user' || type === 'assistant');
  const lines = said.map((record) => ({ text: textOf(record), isUser: record.type === 'user' }));
  return { view: viewOf(lines, marks), said: lines.map(({ text }) => text), sessionId: holder.sessionId, answer: holder.answer };
}

/** Whether an answer to this prompt stands in some transcript. */
export function isAnswerKept(snapshot: Snapshot, { own, all }: Pick<Marks, 'own' | 'all'>): boolean {
  return [...snapshot.values()].some((records) =>
    records.some((record) => isPrompt(record) && hasMark(textOf(record), own) && answerTo(records, record, { own, all }) !== undefined),
  );
}

/** The last text of an assistant that descends from the prompt, with no other prompt between them. */
function answerTo(
  records: readonly TranscriptRecord[],
  prompt: TranscriptRecord,
  { own, all }: Pick<Marks, 'own' | 'all'>,
): string | undefined {
  const isOther = (record: TranscriptRecord) => isPrompt(record) && all.some((mark) => mark !== own && hasMark(textOf(record), mark));
  const last = records.findLast((record) => {
    if (record.type !== 'assistant' || record.isSidechain === true || textOf(record) === '' || madeUp.test(textOf(record))) return false;
    const chain = chainOf(records, record);
    return chain.includes(prompt) && !chain.slice(chain.indexOf(prompt) + 1).some(isOther);
  });
  return last && textOf(last);
}

/** Claude writes these itself behind a prompt that has no answer, and the model never did. */
const madeUp = /(^|: )API Error|No response requested\.$/;

interface Line {
  text: string;
  isUser: boolean;
}

function viewOf(lines: readonly Line[], { earlier, own, all }: Marks): View {
  // A prompt that got no answer is none of the turns.
  const turns = lines.flatMap(({ text, isUser }, index) => {
    const next = lines.slice(index + 1).find((line) => !line.isUser || all.some((mark) => hasMark(line.text, mark)));
    const isAnswered = next !== undefined && !next.isUser && !madeUp.test(next.text);
    // Those before the last one in a message failed, and were merged with it.
    const mark = all
      .filter((each) => hasMark(text, each))
      .sort((a, b) => lastPlace(text, a) - lastPlace(text, b))
      .at(-1);
    return isUser && isAnswered && mark !== undefined && mark !== own ? [mark] : [];
  });
  if (turns.length === 0) return 'blank';
  const strange = turns.findIndex((mark, index) => mark !== earlier[index]);
  // Something else may have gone on from the older point.
  if (strange === 0 || strange === earlier.length) return 'other';
  return strange < 0 && turns.length === earlier.length ? 'whole' : 'older';
}

function chainOf(records: readonly TranscriptRecord[], last: TranscriptRecord): TranscriptRecord[] {
  const byUuid = new Map(records.map((record) => [record.uuid, record]));
  const chain: TranscriptRecord[] = [];
  for (let record: TranscriptRecord | undefined = last; record; ) {
    chain.unshift(record);
    byUuid.delete(record.uuid);
    record = byUuid.get(record.parentUuid ?? record.logicalParentUuid ?? '');
  }
  return chain;
}

function isPrompt({ type, isSidechain }: TranscriptRecord): boolean {
  return type === 'user' && isSidechain !== true;
}

function textOf({ message }: TranscriptRecord): string {
  const content = message?.content;
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((block: { text?: string }) => block.text ?? '').join('\n') : '';
}

function lastPlace(text: string, mark: string): number {
  return [...text.matchAll(new RegExp(`\\b${mark}\\b`, 'g'))].at(-1)?.index ?? -1;
}

function hasMark(text: string, mark: string): boolean {
  return new RegExp(`\\b${mark}\\b`).test(text);
}

/** A record may stand behind what is left of one that was cut, on one line. */
function parse(line: string): TranscriptRecord[] {
  const glued = line.lastIndexOf('{"parentUuid"');
  for (const text of glued > 0 ? [line, line.slice(glued)] : [line]) {
    try {
      const record: unknown = JSON.parse(text);
      return typeof record === 'object' && record !== null ? [record as TranscriptRecord] : [];
    } catch {
      // No record, or not alone on its line.
    }
  }
  return [];
}
