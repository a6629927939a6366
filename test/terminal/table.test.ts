import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { plainRuler, rulerFor } from '../../src/terminal/ruler.ts';
import { type Cell, formatTable, layRows, renderTable, type TableColumn } from '../../src/terminal/table.ts';

const columns: TableColumn[] = [
  { title: 'NAME', importance: 100, shorten: { enough: 10, least: 6 } },
  { title: 'COST', importance: 50, align: 'right' },
  { title: 'DIRECTORY', importance: 60, cut: 'start', shorten: { enough: 12, least: 6 } },
];

function cells(...rows: string[][]): Cell[][] {
  return rows.map((row) => row.map((text) => ({ text })));
}

const everything = Number.POSITIVE_INFINITY;

describe('renderTable', () => {
  test.each<[what: string, rows: string[][], available: number, lines: string[]]>([
    ['titles alone', [], everything, ['NAME  COST  DIRECTORY']],
    [
      'numbers on the right, no blanks at the ends',
      [
        ['auth', '$0.0041', '~/a'],
        ['b', '', ''],
      ],
      everything,
      ['NAME     COST  DIRECTORY', 'auth  $0.0041  ~/a', 'b'],
    ],
    [
      'what is wide takes two columns',
      [
        ['日本', '1', '~/認証'],
        ['🚀🚀🚀', '12', '~/a'],
      ],
      everything,
      ['NAME    COST  DIRECTORY', '日本       1  ~/認証', '🚀🚀🚀    12  ~/a'],
    ],
    [
      'an accent of its own takes none',
      [
        ['e\u0301e', '1', 'x'],
        ['abcde', '2', 'y'],
      ],
      everything,
      ['NAME   COST  DIRECTORY', 'e\u0301e        1  x', 'abcde     2  y'],
    ],
    [
      'a directory is cut at its start',
      [['auth', '1', '/home/user/code/payments']],
      24,
      ['NAME  COST  DIRECTORY', 'auth     1  …de/payments'],
    ],
    ['a name at its end', [['auth-and-all-the-rest', '1', '~/a']], 30, ['NAME           COST  DIRECTORY', 'auth-and-all…     1  ~/a']],
  ])('%s', async (_, rows, available, lines) => {
    const rendered = await renderTable(columns, cells(...rows), { available });
    expect(rendered).toEqual(lines);
  });

  test.each(Array.from({ length: 40 }, (_, index) => index + 1))('wide texts fit a window of %i columns', async (available) => {
    const rows = cells(
      ['認証サービス-auth', '$12.35', '/home/ユーザー/コード/🚀/認証'],
      ['plain', '$0.0041', '/home/someone/code/payments'],
    );
    for (const mayDrop of [true, false]) {
      const lines = await renderTable(columns, rows, { available, mayDrop });
      // Columns that were asked for are not cut to less than one column each, with gaps of two.
      const least = mayDrop ? 1 : 7;
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(available, least));
    }
  });

  test('colour goes around what is left of a text, not around its blanks', async () => {
    const paint = (text: string) => `<${text}>`;
    const rows: Cell[][] = [
      [
        { text: 'authentication', paint },
        { text: '1', paint },
        { text: '~/a', paint },
      ],
    ];
    expect(await renderTable(columns, rows, { available: 27, paintTitle: paint })).toEqual([
      '<NAME>        <COST>  <DIRECTORY>',
      '<authentic…>     <1>  <~/a>',
    ]);
  });
});

describe('formatTable', () => {
  test.each<[what: string, rows: string[][], table: string]>([
    ['nothing', [], ''],
    ['a row', [['a', 'b']], 'a  b'],
    [
      'columns, padded but for the last',
      [
        ['NAME', 'AGE', 'NOTE'],
        ['a', '12 min', 'x'],
        ['longer', '1 d', ''],
      ],
      'NAME    AGE     NOTE\na       12 min  x\nlonger  1 d',
    ],
    [
      'empty cells',
      [
        ['', 'b', ''],
        ['aa', '', 'c'],
      ],
      '    b\naa     c',
    ],
  ])('%s', (_, rows, table) => {
    expect(formatTable(rows)).toBe(table);
  });
});

test('a cell wider than `widest` sticks out, and pushes what follows', () => {
  const wide: TableColumn[] = [
    { title: '', importance: 0, widest: 5 },
    { title: '', importance: 0 },
  ];
  expect(layRows(wide, cells(['abc', 'x'], ['abcdefgh', 'y']), plainRuler, { available: everything })).toEqual(['abc  x', 'abcdefgh  y']);
});

describe('rulers', () => {
  test('the quick one is for characters of one column, and measures like the slow one', async () => {
    const signs = 'aZ~ ✓✗…⏎→├└│─éßÿźΑωжЯ¡¬®';
    expect(await rulerFor(['abc', signs])).toBe(plainRuler);
    for (const sign of signs) expect([sign, stringWidth(sign)]).toEqual([sign, 1]);
  });

  test.each(['日', '🚀', 'e\u0301', '\u00ad', '\u200b', 'ｱ', '각', '\u0483'])('%j is measured', async (text) => {
    const ruler = await rulerFor(['abc', text]);
    expect(ruler).not.toBe(plainRuler);
    expect(ruler.widthOf(text)).toBe(stringWidth(text));
  });

  test.each<[text: string, width: number, side: 'start' | 'end', cut: string]>([
    ['abc', 3, 'end', 'abc'],
    ['abcd', 3, 'end', 'ab…'],
    ['abcd', 3, 'start', '…cd'],
    ['abcd', 1, 'end', '…'],
    ['abcd', 1, 'start', '…'],
    ['abcd', 0, 'start', ''],
    ['日本語', 6, 'end', '日本語'],
    ['日本語', 5, 'end', '日本…'],
    ['日本語', 4, 'end', '日…'],
    ['日本語', 4, 'start', '…語'],
    ['日本語', 1, 'end', '…'],
  ])('%j in %i columns, cut at its %s, is %j', async (text, width, side, cut) => {
    expect((await rulerFor([text])).cut(text, width, side)).toBe(cut);
  });
});
