import { fitColumns, gap, type Sizing } from './layout.ts';
import type { OutputStream } from './output-stream.ts';
import { type Ruler, rulerFor } from './ruler.ts';

export interface TableColumn extends Pick<Sizing, 'importance' | 'shorten'> {
  title: string;
  align?: 'right' | undefined;
  /** The side that is cut; else the end. */
  cut?: 'start' | 'end' | undefined;
}

export interface Cell {
  text: string;
  /** Colours what is left of the text. */
  paint?: ((text: string) => string) | undefined;
}

export interface TableOptions {
  /** Columns of the terminal; infinite for what is no terminal: nothing is cut there. */
  available: number;
  mayDrop?: boolean | undefined;
  paintTitle?: Cell['paint'];
}

/** Lines of a table, titles first, without blanks at their ends. A cell is one line of printable text. */
export async function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { paintTitle, ...options }: TableOptions,
): Promise<string[]> {
  const all = [columns.map(({ title }): Cell => ({ text: title, paint: paintTitle })), ...rows];
  return layRows(columns, all, await rulerFor(all.flatMap((row) => row.map(({ text }) => text))), options);
}

/** Lines of rows whose cells stand below each other. */
export function layRows(
  columns: readonly TableColumn[],
  all: readonly (readonly Cell[])[],
  ruler: Ruler,
  { available, mayDrop = true }: Pick<TableOptions, 'available' | 'mayDrop'>,
): string[] {
  const sizes = columns.map((column, index) => ({
    ...column,
    width: all.reduce((widest, row) => Math.max(widest, ruler.widthOf(row[index]?.text ?? '')), 0),
  }));
  const widths = fitColumns(sizes, available, mayDrop);
  return all.map((row) => {
    let line = '';
    // Blanks that nothing follows are left out.
    let blanks = 0;
    for (const [index, { align, cut = 'end' }] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (width === 0) continue;
      const { text = '', paint } = row[index] ?? {};
      const fitting = ruler.cut(text, width, cut);
      const padding = width - ruler.widthOf(fitting);
      if (fitting !== '') line += `${' '.repeat(blanks + (align ? padding : 0))}${paint ? paint(fitting) : fitting}`;
      blanks = (fitting === '' ? blanks + width : align ? 0 : padding) + gap;
    }
    return line;
  });
}

/** Infinite for what is no terminal; one that does not tell its width has 80 columns. */
export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY ? columns || 80 : Number.POSITIVE_INFINITY;
}
