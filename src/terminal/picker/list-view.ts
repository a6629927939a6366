import type { ChalkInstance } from 'chalk';
import { oneLine } from '../../core/printable.ts';
import { fitTo } from '../line-fit.ts';
import { windowOf } from './window.ts';

export interface Size {
  columns: number;
  rows: number;
}

/** The state that a list is drawn from. */
export interface ListState<Item, Detail> {
  found: readonly Item[];
  /** The number of items without the search. */
  total: number;
  active: number;
  /** Details of the active item; undefined until loaded, null if there are none. */
  detail: Detail | null | undefined;
  /** An error, or what was done. */
  notice: string | undefined;
}

/** How a list of some kind of items looks. */
export interface ListLook<Item, Detail> {
  style: ChalkInstance;
  /** One line per item, at most `columns` wide. @param active the index of the active item. */
  drawItems(items: readonly Item[], active: number, columns: number): string[];
  /** Lines about the active item, below the list; left out if there is little room. */
  drawDetail(item: Item, detail: Detail | null | undefined, columns: number): string[];
  /** The keys, the most important first; as many as fit are shown. */
  keys: readonly string[];
  noItem: string;
  noMatch: string;
}

/** A terminal has room for details from this many lines on. */
const roomy = 12;

/** Everything below the input line: items, details of the active one, keys, and a notice. */
export function drawList<Item, Detail>(state: ListState<Item, Detail>, look: ListLook<Item, Detail>, { columns, rows }: Size): string {
  const { found, active } = state;
  const item = found[active];
  const details = item === undefined || rows < roomy ? [] : look.drawDetail(item, state.detail, columns);
  const notice = state.notice === undefined ? [] : fitTo(columns).wrap(oneLine(state.notice), 1).split('\n');
  const below = [...details, ...(rows < roomy ? [] : ['']), look.style.dim(fitKeys(look.keys, columns)), ...notice];
  const room = Math.max(1, rows - below.length - 4);
  return [...drawItems(state, room, look, columns), ...below].join('\n');
}

function drawItems<Item, Detail>(
  { found, total, active }: ListState<Item, Detail>,
  room: number,
  { style, drawItems, noItem, noMatch }: ListLook<Item, Detail>,
  columns: number,
): string[] {
  if (found.length === 0) return ['', style.dim(`  ${total === 0 ? noItem : noMatch}`), ''];
  const visible = windowOf(found, active, room);
  const lines = drawItems(visible.shown, visible.active, columns - 3);
  const hidden = found.length - visible.shown.length;
  return [
    '',
    ...lines.map((line, row) => `${row === visible.active ? style.cyan('❯') : ' '} ${line}`),
    hidden > 0 ? style.dim(`  and ${hidden} more`) : '',
  ];
}

function fitKeys(keys: readonly string[], columns: number): string {
  let line = '';
  for (const part of keys) {
    const longer = line === '' ? part : `${line} · ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}
