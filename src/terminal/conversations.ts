import { formatSize } from '../core/amounts.ts';
import type { KeptConversation } from '../core/conversation.ts';
import { formatAgo, formatSpan } from '../core/durations.ts';
import { squeezed } from '../core/printable.ts';
import { type Cell, renderTable, type TableColumn } from './table.ts';

/** The length to which an id is shortened, unless others begin the same. */
const shownId = 8;

export interface ConversationView {
  now: Date;
  showsDirectory: boolean;
}

/** Columns for conversations. If lines may be cut, title and first prompt share a column. */
interface ConversationTable {
  columns: readonly TableColumn[];
  rows: readonly (readonly Cell[])[];
}

export function tabulateConversations(
  conversations: readonly KeptConversation[],
  { now, showsDirectory }: ConversationView,
  isWhole: boolean,
): ConversationTable {
  const ids = shortIds(conversations.map(({ sessionId }) => sessionId));
  const columns: TableColumn[] = [
    { title: 'ID', importance: 100 },
    { title: 'AGE', importance: 20 },
    { title: 'LAST USED', importance: 80 },
    { title: 'SIZE', importance: 30 },
    ...(showsDirectory ? [{ title: 'DIRECTORY', importance: 60, cut: 'start', shorten: { enough: 20, least: 12 } } as const] : []),
    ...(isWhole
      ? [
          { title: 'TITLE', importance: 90 },
          { title: 'FIRST PROMPT', importance: 90 },
        ]
      : [{ title: 'TITLE, FIRST PROMPT', importance: 90, shorten: { enough: 20, least: 12 } }]),
  ];
  const rows = conversations.map((each, index) => [
    ids[index] ?? each.sessionId,
    formatSpan(now.getTime() - Date.parse(each.createdAt)),
    formatAgo(each.lastActiveAt, now),
    formatSize(each.size),
    ...(showsDirectory ? [squeezed(each.cwd ?? '-')] : []),
    ...(isWhole ? [squeezed(each.title ?? '-'), squeezed(each.firstPrompt ?? '-')] : [titleAndPrompt(each)]),
  ]);
  return { columns, rows: rows.map((row) => row.map((text) => ({ text }))) };
}

/** @param available columns of the terminal; infinite without one: then nothing is cut. */
export async function formatConversations(
  conversations: readonly KeptConversation[],
  { available, ...view }: ConversationView & { available: number },
): Promise<string[]> {
  const { columns, rows } = tabulateConversations(conversations, view, !Number.isFinite(available));
  return renderTable(columns, rows, { available });
}

/** The shortest beginning of each id that no other of these ids has. */
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

function titleAndPrompt({ title, firstPrompt }: KeptConversation): string {
  return [...(title ? [`“${squeezed(title)}”`] : []), ...(firstPrompt ? [squeezed(firstPrompt)] : [])].join(' ') || '-';
}
