/** What decides the width of a table's column. All widths are in columns of the terminal. */
export interface Sizing {
  /** The width of its widest cell. */
  width: number;
  /** The least important columns are dropped first. */
  importance: number;
  /** Set if it may be shortened: first to `enough`; if that does not suffice, to `least`, the narrowest width worth showing. */
  shorten?: { enough: number; least: number } | undefined;
}

/** The space between two columns. */
export const gap = 2;

/**
 * Fits columns into a width. Columns less important than the shortenable ones are dropped until those have enough. Then those
 * are shortened, the less important first. If that does not suffice, more columns are dropped. The most important one always stays.
 * @param mayDrop false for columns that the person asked for: all of them stay, and are cut.
 * @returns the width of each column; 0 for one that is dropped.
 */
export function fitColumns(columns: readonly Sizing[], available: number, mayDrop = true): number[] {
  const ascending = columns.toSorted((a, b) => a.importance - b.importance);
  const kept = mayDrop ? chooseColumns(ascending, available) : new Set(ascending);
  const widths = new Map([...kept].map((column) => [column, column.width]));
  const narrow = (column: Sizing, least: number) => {
    const width = widths.get(column) ?? 0;
    const over = sumOf(kept, (each) => widths.get(each) ?? 0) - available;
    if (over > 0) widths.set(column, Math.max(Math.min(width, least), width - over));
  };
  const shortened = ascending.filter((column) => kept.has(column) && column.shorten);
  for (const column of shortened) narrow(column, column.shorten?.enough ?? 0);
  for (const column of shortened) narrow(column, column.shorten?.least ?? 0);
  for (const least of [4, 1]) for (const column of ascending) if (kept.has(column)) narrow(column, least);
  return columns.map((column) => widths.get(column) ?? 0);
}

/**
 * Widths of columns that all stay and whose cells are wrapped: the widest columns shrink first.
 * @returns undefined if there is not even room for `least` columns each.
 */
export function levelColumns(natural: readonly number[], available: number, least: number): number[] | undefined {
  if (total(natural.map((width) => Math.min(width, least))) > available) return undefined;
  let limit = Math.max(...natural);
  const limited = (most: number) => natural.map((width) => Math.min(width, most));
  while (limit > least && total(limited(limit)) > available) limit--;
  const widths = limited(limit);
  // The rest of the width goes to the columns that were narrowed.
  let left = available - total(widths);
  return widths.map((width, column) => (width < (natural[column] ?? 0) && left-- > 0 ? width + 1 : width));
}

function chooseColumns(ascending: readonly Sizing[], available: number): Set<Sizing> {
  const kept = new Set(ascending);
  const isOver = (widthOf: (column: Sizing) => number) => sumOf(kept, widthOf) > available;
  const firstShortened = ascending.findIndex(({ shorten }) => shorten);
  for (const [index, column] of ascending.slice(0, -1).entries()) {
    const bound = firstShortened === -1 || index < firstShortened ? 'enough' : 'least';
    if (isOver(({ width, shorten }) => Math.min(width, shorten?.[bound] ?? width))) kept.delete(column);
  }
  // A column dropped before a wide one may fit now.
  for (const column of ascending.toReversed()) {
    if (kept.has(column) || column.shorten) continue;
    kept.add(column);
    if (isOver(({ width }) => width)) kept.delete(column);
  }
  return kept;
}

function sumOf(columns: ReadonlySet<Sizing>, widthOf: (column: Sizing) => number): number {
  return total([...columns].map(widthOf)) + gap * Math.max(0, columns.size - 1);
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}
