import { fitColumns, gap, type Sizing } from './layout.ts';
import type { OutputStream } from './output-stream.ts';
import { plainRuler, type Ruler, rulerFor } from './ruler.ts';

type Align = 'left' | 'right' | 'center';

export interface TableColumn extends Pick<Sizing, 'importance' | 'shorten'> {
  title: string;
  align?: Align | undefined;
  /** The side that is cut; default: the end. */
  cut?: 'start' | 'end' | undefined;
  /** Wider cells do not widen the column: they stick out, and push what follows them. */
  widest?: number | undefined;
}

export interface Cell {
  text: string;
  /** Colours what is left of the text. */
  paint?: ((text: string) => string) | undefined;
}

interface TableOptions {
  /** Columns of the terminal; infinite without one: then nothing is cut. */
  available: number;
  mayDrop?: boolean | undefined;
  paintTitle?: Cell['paint'];
}

type Row = readonly Cell[];

/** The lines of a table, titles first, without trailing spaces. A cell is one line of printable text. */
export function renderTable(columns: readonly TableColumn[], rows: readonly Row[], options: TableOptions): Promise<string[]> {
  return openTable(columns, options)(rows);
}

/**
 * A table that is too long to be laid out at once: each call gives the lines of the next rows, below the titles in the first one. At a
 * terminal the columns keep the widths that the first rows gave them; elsewhere they widen where they have to.
 */
export function openTable(
  columns: readonly TableColumn[],
  { paintTitle, available, mayDrop = true }: TableOptions,
): (rows: readonly Row[]) => Promise<string[]> {
  let widths: number[] | undefined;
  return async (rows) => {
    const all = widths ? rows : [columns.map(({ title }): Cell => ({ text: title, paint: paintTitle })), ...rows];
    const ruler = await rulerFor(all.flatMap((row) => row.map(({ text }) => text)));
    if (!widths || available === Number.POSITIVE_INFINITY)
      widths = fitColumns(sizeColumns(columns, all, ruler, widths), available, mayDrop);
    return drawRows(columns, all, ruler, widths);
  };
}

/** Rows of short plain texts for messages, with nothing cut. Titles, if any, are the first row. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const columns = (rows[0] ?? []).map((): TableColumn => ({ title: '', importance: 0 }));
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return layRows(columns, cells, plainRuler, { available: Number.POSITIVE_INFINITY }).join('\n');
}

/** The lines of rows whose cells are aligned. */
export function layRows(
  columns: readonly TableColumn[],
  all: readonly Row[],
  ruler: Ruler,
  { available, mayDrop = true }: Pick<TableOptions, 'available' | 'mayDrop'>,
): string[] {
  return drawRows(columns, all, ruler, fitColumns(sizeColumns(columns, all, ruler), available, mayDrop));
}

/** @param least the widths that the columns have at least. */
function sizeColumns(columns: readonly TableColumn[], all: readonly Row[], ruler: Ruler, least?: readonly number[]): Sizing[] {
  return columns.map((column, index) => {
    const { widest = Number.POSITIVE_INFINITY } = column;
    const widths = all.map((row) => ruler.widthOf(row[index]?.text ?? '')).filter((width) => width <= widest);
    return { ...column, width: widths.reduce((most, width) => Math.max(most, width), least?.[index] ?? 0) };
  });
}

/** @param widths of the columns; 0 for one that is left out. */
function drawRows(columns: readonly TableColumn[], all: readonly Row[], ruler: Ruler, widths: readonly number[]): string[] {
  const kept = columns.flatMap((column, index) => (widths[index] ? [{ ...column, index, width: widths[index] }] : []));
  return all.map((row) =>
    kept
      .map(({ index, width, align, cut = 'end', widest }) => {
        const { text = '', paint } = row[index] ?? {};
        const fitting = widest !== undefined && ruler.widthOf(text) > widest ? text : ruler.cut(text, width, cut);
        const painted = paint && fitting !== '' ? paint(fitting) : fitting;
        return padCell(painted, width - ruler.widthOf(fitting), align);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** @param free the columns that the text leaves. */
export function padCell(text: string, free: number, align: Align | null = 'left'): string {
  const room = Math.max(0, free);
  const before = align === 'right' ? room : align === 'center' ? Math.floor(room / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}

/** Infinite without a terminal; 80 for one that does not report its width. */
export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY ? columns || 80 : Number.POSITIVE_INFINITY;
}
