import type { Tokens } from 'marked';
import stringWidth from 'string-width';
import { levelColumns } from '../layout.ts';
import { padCell } from '../table.ts';
import { wrap } from '../wrap.ts';
import { renderInline } from './inline.ts';
import type { Marks } from './marks.ts';

const narrowest = 6;

/** A table whose columns fit the width. If there are too many columns, each row becomes a list of its cells. */
export function renderMarkdownTable({ header, rows, align }: Tokens.Table, width: number, marks: Marks): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => renderInline(cell.tokens, marks)));
  const [titles = [], ...body] = cells;
  const between = stringWidth(marks.column);
  const room = width - between * (titles.length - 1);
  const natural = titles.map((_, column) => Math.max(1, ...cells.map((row) => widestLine(row[column] ?? ''))));
  const widths = levelColumns(natural, room, narrowest);
  if (widths === undefined) return renderRecords(titles, body, width, marks);
  const lines = (row: readonly string[]) => renderRow(row, widths, align, marks);
  const rule = marks.quiet(marks.rule.repeat(widths.reduce((sum, each) => sum + each, between * (widths.length - 1))));
  return [...lines(titles.map((title) => marks.quiet(title))), rule, ...body.flatMap(lines)];
}

function renderRow(row: readonly string[], widths: readonly number[], align: Tokens.Table['align'], marks: Marks): string[] {
  const columns = widths.map((width, column) => wrap(row[column] ?? '', width).split('\n'));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, column) => {
        const text = lines[line] ?? '';
        return padCell(text, (widths[column] ?? 0) - stringWidth(text), align[column]);
      })
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

function widestLine(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}
