import type { ChalkInstance } from 'chalk';
import type { Exchange } from '../../core/conversation.ts';
import type { Listed } from '../../core/listing.ts';
import { oneLine } from '../../core/printable.ts';
import { fitTo } from '../fit.ts';
import type { Ruler } from '../ruler.ts';
import { type ColumnKey, type SessionColumn, sessionColumns, type Viewer } from '../session-columns.ts';
import { painter } from '../session-table.ts';
import { type Cell, layRows } from '../table.ts';
import { keyHelp } from './keys.ts';
import { windowOf } from './window.ts';

/** What the picker is drawn from. */
export interface View {
  scope: 'here' | 'all';
  found: readonly Listed[];
  /** How many there are before the search. */
  total: number;
  active: number;
  /** Of the active session; `undefined` until it is there, null where there is none. */
  preview: Exchange | null | undefined;
  /** An error, or what was done. */
  notice: string | undefined;
}

export interface Surface {
  columns: number;
  rows: number;
  style: ChalkInstance;
  ruler: Ruler;
  viewer: Viewer;
}

const shownKeys: Record<View['scope'], readonly ColumnKey[]> = {
  here: ['name', 'used', 'verdict', 'model', 'turns', 'cost', 'tags', 'note'],
  all: ['name', 'used', 'verdict', 'model', 'cost', 'tags', 'directory', 'note'],
};

/** Lines of the terminal from which there is room for more than sessions and keys. */
const roomy = 12;

/** Lines of each side of the last exchange, at most. */
const previewLines = 3;

/** What stands below the line that is typed in: sessions, what was said last in the active one, and the keys. */
export function drawBody(view: View, surface: Surface): string {
  const { style, columns } = surface;
  const notice = view.notice === undefined ? [] : fitTo(columns).wrap(oneLine(view.notice), 1).split('\n');
  const isLow = surface.rows < roomy;
  const below = [...(isLow ? [] : [...drawPreview(view.preview, surface), '']), style.dim(fitHelp(columns)), ...notice];
  const room = Math.max(1, surface.rows - below.length - 4);
  return [...drawSessions(view, room, surface), ...below].join('\n');
}

function drawSessions({ found, total, active, scope }: View, room: number, { style, columns, ruler, viewer }: Surface): string[] {
  if (found.length === 0) return ['', style.dim(total === 0 ? '  no session here' : '  no session fits'), ''];
  const shownColumns = shownKeys[scope].map((key): SessionColumn => sessionColumns[key]);
  const visible = windowOf(found, active, room);
  const cells = visible.shown.map((each, row) =>
    shownColumns.map((column): Cell => {
      const isActiveName = row === visible.active && column === sessionColumns.name;
      return { text: column.text(each, viewer), paint: isActiveName ? style.cyan.bold : painter(style, column.tone?.(each)) };
    }),
  );
  const lines = layRows(shownColumns, cells, ruler, { available: columns - 3 });
  const hidden = found.length - visible.shown.length;
  return [
    '',
    ...lines.map((line, row) => `${row === visible.active ? style.cyan('❯') : ' '} ${line}`),
    hidden > 0 ? style.dim(`  and ${hidden} more`) : '',
  ];
}

function drawPreview(preview: View['preview'], { style, columns }: Surface): string[] {
  if (!preview) return [];
  const said = [
    ['you', preview.prompt],
    ['claude', preview.answer],
  ] as const;
  return said.flatMap(([who, text]) => {
    const [first = '', ...rest] = shortened(text, columns - 10);
    return [`  ${style.dim(who.padEnd(6))} ${first}`, ...rest.map((line) => `         ${line}`)];
  });
}

function shortened(text: string, width: number): string[] {
  // What is behind that has no place on any screen.
  const lines = fitTo(width)
    .wrap(oneLine(text.trim().slice(0, 2000)), 0)
    .split('\n');
  return lines.length <= previewLines ? lines : [...lines.slice(0, previewLines - 1), `${lines[previewLines - 1]?.slice(0, -1)}…`];
}

/** As many keys as there is room for. */
function fitHelp(columns: number): string {
  let line = '';
  for (const part of keyHelp) {
    const longer = line === '' ? part : `${line} · ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}
