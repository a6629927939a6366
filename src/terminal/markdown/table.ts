import type { Tokens } from 'marked';
import stringWidth from 'string-width';
import { renderInline } from './inline.ts';
import type { Marks } from './marks.ts';
import { wrap } from './wrap.ts';

const narrowest = 6;

/** A table whose columns fit the width; where there are too many of them, each row is told cell by cell. */
export function renderTable({ header, rows, align }: Tokens.Table, width: number, marks: Marks): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => renderInline(cell.tokens, marks)));
  const [titles = [], ...body] = cells;
  const between = stringWidth(marks.column);
  const room = width - between * (titles.length - 1);
  const widths = fitColumns(
    titles.map((_, column) => Math.max(1, ...cells.map((row) => widestLine(row[column] ?? '')))),
    room,
  );
  if (widths === undefined) return renderRecords(titles, body, width, marks);
  const lines = (row: readonly string[]) => renderRow(row, widths, align, marks);
  const rule = marks.quiet(marks.rule.repeat(widths.reduce((sum, each) => sum + each, between * (widths.length - 1))));
  return [...lines(titles.map((title) => marks.quiet(title))), rule, ...body.flatMap(lines)];
}

/** The widest columns give way first. Undefined if even narrow ones do not fit. */
export function fitColumns(natural: readonly number[], room: number): number[] | undefined {
  const least = natural.map((width) => Math.min(width, narrowest));
  if (sum(least) > room) return undefined;
  let limit = Math.max(...natural);
  const limited = (most: number) => natural.map((width) => Math.min(width, most));
  while (limit > narrowest && sum(limited(limit)) > room) limit--;
  const widths = limited(limit);
  // What the last step left over goes to those that were cut.
  let left = room - sum(widths);
  return widths.map((width, column) => (width < (natural[column] ?? 0) && left-- > 0 ? width + 1 : width));
}

function renderRow(row: readonly string[], widths: readonly number[], align: Tokens.Table['align'], marks: Marks): string[] {
  const columns = widths.map((width, column) => wrap(row[column] ?? '', width).split('\n'));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 0, align[column]))
      .join(marks.column)
      .trimEnd(),
  );
}

function renderRecords(titles: readonly string[], rows: readonly string[][], width: number, marks: Marks): string[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [marks.quiet(marks.rule.repeat(Math.min(width, 20)))]),
    ...titles.flatMap((title, column) => wrap(`${marks.quiet(`${title}:`)} ${row[column] ?? ''}`, width).split('\n')),
  ]);
}

function pad(text: string, width: number, align: 'left' | 'right' | 'center' | null | undefined): string {
  const free = Math.max(0, width - stringWidth(text));
  const before = align === 'right' ? free : align === 'center' ? Math.floor(free / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(free - before);
}

function widestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
