import { isAbsolute } from 'node:path';
import type { ConversationSummary } from '../../core/conversation.ts';
import { text } from '../../core/json.ts';
import type { Message } from '../stream/messages.ts';
import { labelsIn, oneLineTitle } from './labels.ts';
import { isInFolderOf } from './projects.ts';
import { isCommand, promptOf } from './record.ts';
import { isTime, lastOfType, lastTime, readEnds, recordsIn, type TranscriptEnds } from './transcript-ends.ts';

export interface SummarizedFile {
  path: string;
  /** Undefined if there is no conversation in it. */
  summary: ConversationSummary | undefined;
  /** Titles of other conversations, by the uuid of one of their records. */
  titlesOfOthers: [leafUuid: string, title: string][];
}

/** Most first prompts are in the first of these, in bytes; a long one, or one after long settings, is in the second. */
const headSizes = [32 * 1024, 2 * 1024 * 1024];

const longestPrompt = 1000;

/** Undefined for a file that cannot be read. */
export function readSummary(path: string, here: string): SummarizedFile | undefined {
  try {
    let ends = readEnds(path, headSizes[0] as number);
    let start = readStart(ends.head);
    if (!start.prompt && ends.size > ends.head.length) {
      ends = readEnds(path, headSizes[1] as number);
      start = readStart(ends.head);
    }
    return { path, summary: summarize(path, here, ends, start), titlesOfOthers: start.titles };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** The newest of the titles that belongs to a record of this transcript. */
export function titleFrom(titles: ReadonlyMap<string, string>, path: string): string | null {
  if (titles.size === 0) return null;
  let title: string | null = null;
  const { tail } = readEnds(path, 0);
  for (const [, uuid = ''] of tail.toString('latin1').matchAll(/"uuid":"([0-9a-f-]{36})"/g)) title = titles.get(uuid) ?? title;
  return title;
}

interface Start {
  prompt: string | undefined;
  /** The first slash command, if there is no other prompt. */
  command: string | undefined;
  createdAt: string | undefined;
  cwds: string[];
  titles: [leafUuid: string, title: string][];
}

/** The records up to the first prompt. */
function readStart(head: Buffer): Start {
  const start: Start = { prompt: undefined, command: undefined, createdAt: undefined, cwds: [], titles: [] };
  for (const record of recordsIn(head)) {
    const { type, timestamp, cwd, isSidechain } = record;
    const [title, leafUuid] = [text(record.summary), text(record.leafUuid)];
    if (type === 'summary' && title !== undefined && leafUuid !== undefined) start.titles.push([leafUuid, oneLineTitle(title)]);
    if (text(record.uuid) === undefined || isSidechain === true) continue;
    if (isTime(timestamp)) start.createdAt ??= timestamp;
    if (isPath(cwd)) start.cwds.push(cwd);
    const prompt = promptOf(record);
    if (prompt === undefined) continue;
    if (!isCommand(record)) {
      start.prompt = prompt;
      break;
    }
    start.command ??= prompt;
  }
  return start;
}

function summarize(path: string, here: string, { head, tail, size, mtime }: TranscriptEnds, start: Start): ConversationSummary | undefined {
  const isConversation = start.prompt !== undefined || hasAnswer(tail);
  if (!isConversation) return undefined;
  const createdAt = start.createdAt ?? mtime.toISOString();
  return {
    ...labelsIn({ head, tail }),
    firstPrompt: (start.prompt ?? start.command)?.slice(0, longestPrompt) ?? null,
    createdAt,
    lastActiveAt: lastTime(tail) ?? createdAt,
    cwd: chooseCwd(path, here, start.cwds, tail),
    size,
  };
}

function hasAnswer(tail: Buffer): boolean {
  const answer = lastOfType(tail, 'assistant');
  return answer !== undefined && answer.isSidechain !== true;
}

/**
 * Claude looks for a conversation in the folder of its directory, but the directory may change during a conversation. The one that
 * the folder is named after is the one to resume in.
 */
function chooseCwd(path: string, here: string, first: readonly string[], tail: Buffer): string | null {
  const fits = (cwd: string) => isInFolderOf(path, cwd);
  const own = first.find(fits);
  if (own !== undefined) return own;
  const all = [...first, ...cwdsIn(recordsIn(tail))];
  return all.find(fits) ?? (fits(here) ? here : undefined) ?? all[0] ?? null;
}

function cwdsIn(records: Iterable<Message>): string[] {
  return [...new Set([...records].flatMap(({ cwd, isSidechain }) => (isPath(cwd) && isSidechain !== true ? [cwd] : [])))];
}

function isPath(cwd: unknown): cwd is string {
  return typeof cwd === 'string' && isAbsolute(cwd) && !cwd.includes('\0');
}
