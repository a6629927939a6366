/** A column as far as its width goes. All widths are columns of the terminal. */
export interface Sizing {
  /** Of its widest cell. */
  width: number;
  /** The lowest goes first. */
  importance: number;
  /** It may be shortened: first to what is enough, and if need be to the least that says something. */
  shorten?: { enough: number; least: number } | undefined;
}

/** Between two columns. */
export const gap = 2;

/**
 * Fits columns into a width. What matters less than the columns that may be shortened is dropped until those have enough; then they
 * are shortened, the less important ones first; if that does not do, further columns go. The most important one always stays.
 * @param mayDrop false for columns that were asked for: all of them stay, and are cut.
 * @returns the width of each column; 0 for one that is dropped.
 */
export function fitColumns(columns: readonly Sizing[], available: number, mayDrop = true): number[] {
  const ascending = columns.toSorted((a, b) => a.importance - b.importance);
  const kept = mayDrop ? chooseColumns(ascending, available) : new Set(ascending);
  const widths = new Map([...kept].map((column) => [column, column.width]));
  const narrow = (column: Sizing, least: number) => {
    const width = widths.get(column) ?? 0;
    const over = sum(kept, (each) => widths.get(each) ?? 0) - available;
    if (over > 0) widths.set(column, Math.max(Math.min(width, least), width - over));
  };
  const shortened = ascending.filter((column) => kept.has(column) && column.shorten);
  for (const column of shortened) narrow(column, column.shorten?.enough ?? 0);
  for (const column of shortened) narrow(column, column.shorten?.least ?? 0);
  for (const least of [4, 1]) for (const column of ascending) if (kept.has(column)) narrow(column, least);
  return columns.map((column) => widths.get(column) ?? 0);
}

function chooseColumns(ascending: readonly Sizing[], available: number): Set<Sizing> {
  const kept = new Set(ascending);
  const isOver = (widthOf: (column: Sizing) => number) => sum(kept, widthOf) > available;
  const firstShortened = ascending.findIndex(({ shorten }) => shorten);
  for (const [index, column] of ascending.slice(0, -1).entries()) {
    const bound = firstShortened === -1 || index < firstShortened ? 'enough' : 'least';
    if (isOver(({ width, shorten }) => Math.min(width, shorten?.[bound] ?? width))) kept.delete(column);
  }
  // What went before a wide column did may have a place now.
  for (const column of ascending.toReversed()) {
    if (kept.has(column) || column.shorten) continue;
    kept.add(column);
    if (isOver(({ width }) => width)) kept.delete(column);
  }
  return kept;
}

function sum(columns: ReadonlySet<Sizing>, widthOf: (column: Sizing) => number): number {
  return [...columns].reduce((total, column) => total + widthOf(column), gap * Math.max(0, columns.size - 1));
}
