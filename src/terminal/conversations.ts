import truncate from 'cli-truncate';
import type { KeptConversation } from '../claude/conversation-files.ts';
import type { Choice } from './choices.ts';
import { formatSize, formatSpan, formatTable, printable } from './text.ts';

/** How much of an id is shown: enough to tell one from the next. */
const shownId = 8;

/**
 * Conversations as lines of a table, a header first.
 * @param columns the width of the terminal; undefined for a reader that has none: then nothing is cut.
 */
export function describeConversations(
  conversations: readonly KeptConversation[],
  { now, showsDirectory, columns }: { now: Date; showsDirectory: boolean; columns: number | undefined },
): string {
  const ids = shortIds(conversations.map(({ sessionId }) => sessionId));
  const rows = conversations.map((each, index) => [
    ids[index] ?? each.sessionId,
    `${formatSpan(now.getTime() - Date.parse(each.createdAt))}`,
    `${formatSpan(now.getTime() - Date.parse(each.lastActiveAt))} ago`,
    formatSize(each.size),
    ...(showsDirectory ? [line(each.cwd ?? '-')] : []),
    ...(columns === undefined ? [line(each.title ?? '-'), line(each.firstPrompt ?? '-')] : [words(each)]),
  ]);
  const header = [
    'ID',
    'AGE',
    'LAST USED',
    'SIZE',
    ...(showsDirectory ? ['DIRECTORY'] : []),
    ...(columns === undefined ? ['TITLE', 'FIRST PROMPT'] : ['TITLE, FIRST PROMPT']),
  ];
  // A wide character at the edge was seen to stand one column out.
  const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - 1;
  const lines = formatTable([header, ...rows]).split('\n');
  return lines.map((text) => (text.length * 2 <= room ? text : truncate(text, room))).join('\n');
}

/** The same to choose from. */
export function conversationChoices(
  conversations: readonly KeptConversation[],
  now: Date,
  showsDirectory: boolean,
): Choice<KeptConversation>[] {
  // As wide as it gets: it is cut where it is shown.
  const [, ...lines] = describeConversations(conversations, { now, showsDirectory, columns: Number.POSITIVE_INFINITY }).split('\n');
  return conversations.map((value, index) => ({ label: lines[index] ?? value.sessionId, detail: line(value.cwd ?? ''), value }));
}

/** Beginnings that no other of these ids has. */
export function shortIds(ids: readonly string[]): string[] {
  const sorted = [...ids].sort();
  const lengths = new Map(
    sorted.map((id, index) => {
      const neighbours = [sorted[index - 1], sorted[index + 1]].filter((other) => other !== undefined && other !== id);
      return [id, Math.max(shownId, ...neighbours.map((other) => commonLength(id, other as string) + 1))];
    }),
  );
  return ids.map((id) => id.slice(0, lengths.get(id)));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function words({ title, firstPrompt }: KeptConversation): string {
  return [...(title ? [`“${line(title)}”`] : []), ...(firstPrompt ? [line(firstPrompt)] : [])].join(' ') || '-';
}

function line(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}
