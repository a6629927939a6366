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
  /** The conversation whose transcript got the prompt. */
  sessionId: string | undefined;
}

/** The transcript that got the prompt, and what stands before it there, from parent to parent. */
export function findHolder(before: Snapshot, after: Snapshot, marks: Marks, preferredId: string | null): Holding {
  const holders = [...after].flatMap(([path, records]) => {
    const known = new Set((before.get(path) ?? []).map(({ uuid }) => uuid));
    const prompt = records.find((record) => isPrompt(record) && !known.has(record.uuid) && hasMark(textOf(record), marks.own));
    return prompt ? [{ sessionId: basename(path, '.jsonl'), chain: chainOf(records, prompt) }] : [];
  });
  const holder = holders.find(({ sessionId }) => sessionId === preferredId) ?? holders[0];
  if (!holder) return { view: 'nothing', sessionId: undefined };
  const lines = holder.chain.map((record) => ({ text: textOf(record), isUser: record.type === 'user' }));
  return { view: viewOf(lines, marks), sessionId: holder.sessionId };
}

/** Claude writes it itself behind a prompt that has no answer, and the model never did. */
const madeUp = 'No response requested.';

interface Line {
  text: string;
  isUser: boolean;
}

function viewOf(lines: readonly Line[], { earlier, own, all }: Marks): View {
  // A prompt that got no answer is none of the turns.
  const seen = lines.flatMap(({ text, isUser }, index) => {
    const next = lines.slice(index + 1).find((line) => !line.isUser || all.some((mark) => hasMark(line.text, mark)));
    const isAnswered = next !== undefined && !next.isUser && !next.text.endsWith(madeUp);
    return isUser && isAnswered ? all.filter((mark) => mark !== own && hasMark(text, mark)) : [];
  });
  const turns = seen.filter((mark) => earlier.includes(mark) || !isLoose(lines, mark));
  if (turns.length === 0) return 'blank';
  if (turns.some((mark, index) => mark !== earlier[index])) return 'other';
  return turns.length === earlier.length ? 'whole' : 'older';
}

/** Failed, and merged with a prompt that came after it. */
function isLoose(lines: readonly Line[], mark: string): boolean {
  return lines.some(({ text }) => hasMark(text, mark) && /\{\{(status|delay|tool)/.test(text));
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
