import { describe, expect, test } from 'vitest';
import { fitColumns, type Sizing } from '../../src/terminal/layout.ts';

const name = (width: number): Sizing => ({ width, importance: 100, shorten: { enough: 10, least: 6 } });
const verdict: Sizing = { width: 9, importance: 90 };
const directory = (width: number): Sizing => ({ width, importance: 60, shorten: { enough: 12, least: 8 } });
const cost: Sizing = { width: 7, importance: 50 };
const age: Sizing = { width: 4, importance: 20 };

/** In the order of the list. All of it, with `name(5)` and `directory(20)`, takes 5 + 4 + 9 + 7 + 20 and four gaps: 53. */
const columns = (nameWidth: number, directoryWidth: number) => [name(nameWidth), age, verdict, cost, directory(directoryWidth)];

describe('fitColumns', () => {
  test.each<[what: string, sizes: Sizing[], available: number, widths: number[]]>([
    ['no columns', [], 80, []],
    ['all fits', columns(5, 20), 53, [5, 4, 9, 7, 20]],
    ['there is no terminal', columns(500, 200), Number.POSITIVE_INFINITY, [500, 4, 9, 7, 200]],
    ['the directory is shortened while it has enough', columns(5, 20), 52, [5, 4, 9, 7, 19]],
    ['to what is enough', columns(5, 20), 45, [5, 4, 9, 7, 12]],
    ['then the least important column goes, and the directory gets its room', columns(5, 20), 44, [5, 0, 9, 7, 17]],
    ['then the next one', columns(5, 20), 38, [5, 0, 9, 0, 20]],
    ['without others to drop the directory is shortened further', columns(5, 20), 30, [5, 0, 9, 0, 12]],
    ['to its least', columns(5, 20), 26, [5, 0, 9, 0, 8]],
    ['then it goes as well, and what is narrow has a place again', columns(5, 20), 25, [5, 0, 9, 7, 0]],
    ['the most important column stays', columns(5, 20), 10, [5, 0, 0, 0, 0]],
    ['and is cut', columns(5, 20), 3, [3, 0, 0, 0, 0]],
    ['a directory has no more than enough before a name is cut', columns(30, 20), 39, [14, 0, 9, 0, 12]],
    ['a name has enough before a directory has less', columns(30, 20), 32, [10, 0, 9, 0, 9]],
    ['then the name is shortened', columns(30, 20), 28, [7, 0, 9, 0, 8]],
    ['one column that is too wide', [{ width: 50, importance: 1 }], 20, [20]],
  ])('%s', (_, sizes, available, widths) => {
    expect(fitColumns(sizes, available)).toEqual(widths);
  });

  test.each<[what: string, available: number, widths: number[]]>([
    ['all fits', 53, [5, 4, 9, 7, 20]],
    ['the directory is shortened to its least', 41, [5, 4, 9, 7, 8]],
    ['then the least important columns are cut', 35, [5, 4, 9, 4, 5]],
    ['all of them if need be', 20, [4, 1, 4, 1, 2]],
  ])('columns that were asked for stay: %s', (_, available, widths) => {
    expect(fitColumns(columns(5, 20), available, false)).toEqual(widths);
  });

  test('no line is wider than the window', () => {
    const sizes = columns(30, 60);
    let shown = 0;
    for (let available = 1; available <= 120; available++) {
      const widths = fitColumns(sizes, available).filter((width) => width > 0);
      expect(widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1))).toBeLessThanOrEqual(available);
      shown = Math.max(shown, widths.length);
    }
    expect(shown).toBe(sizes.length);
  });
});
