import { formatSize } from '../core/amounts.ts';
import type { KeptConversation } from '../core/conversation.ts';
import { formatSpan } from '../core/durations.ts';
import { printable } from '../core/printable.ts';
import type { Choice } from './choices.ts';
import { renderTable, type TableColumn } from './table.ts';

/** How much of an id is shown: enough to tell one from the next. */
const shownId = 8;

interface Shown {
  now: Date;
  showsDirectory: boolean;
  /** The width of the terminal; infinite for a reader that has none: then nothing is cut. */
  available: number;
}

/** Conversations as lines of a table, a header first. At a terminal title and first prompt share a column. */
export async function conversationTable(
  conversations: readonly KeptConversation[],
  { now, showsDirectory, available }: Shown,
): Promise<string[]> {
  const ids = shortIds(conversations.map(({ sessionId }) => sessionId));
  const isWhole = !Number.isFinite(available);
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
    `${formatSpan(now.getTime() - Date.parse(each.lastActiveAt))} ago`,
    formatSize(each.size),
    ...(showsDirectory ? [line(each.cwd ?? '-')] : []),
    ...(isWhole ? [line(each.title ?? '-'), line(each.firstPrompt ?? '-')] : [words(each)]),
  ]);
  return renderTable(
    columns,
    rows.map((row) => row.map((text) => ({ text }))),
    { available },
  );
}

/** The same to choose from. */
export async function conversationChoices(conversations: readonly KeptConversation[], shown: Shown): Promise<Choice<KeptConversation>[]> {
  const [, ...lines] = await conversationTable(conversations, shown);
  return conversations.map((value, index) => ({
    label: lines[index] ?? value.sessionId,
    detail: line(value.cwd ?? ''),
    searched: [value.sessionId, words(value), value.cwd ?? ''].join(' '),
    value,
  }));
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
