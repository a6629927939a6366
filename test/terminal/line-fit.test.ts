import { performance } from 'node:perf_hooks';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fitTo } from '../../src/terminal/line-fit.ts';

describe('wrap', () => {
  test.each<[text: string, wrapped: string[]]>([
    ['', ['']],
    ['fits in ten', ['fits in', 'ten']],
    ['exactly 10', ['exactly 10']],
    ['exactly 10 and more', ['exactly 10', 'and more']],
    ['averyveryverylongword', ['averyveryv', 'erylongwor', 'd']],
    ['a averyveryverylongword', ['a', 'averyveryv', 'erylongwor', 'd']],
    ['   kept indent ation', ['   kept', '   indent', '   ation']],
    ['one\n\ntwo', ['one', '', 'two']],
    ['漢字漢字漢字漢字', ['漢字漢字漢', '字漢字']],
    ['a 漢字漢字漢字', ['a', '漢字漢字漢', '字']],
    ['abcd漢字 漢字', ['abcd漢字', '漢字']],
    ['größe über alles', ['größe über', 'alles']],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
    ['한국어 텍스트', ['한국어', '텍스트']],
  ])('%j', (text, wrapped) => {
    expect(fitTo(10).wrap(text, 0).split('\n')).toEqual(wrapped);
    expect(fitTo(14).wrap(text, 4).split('\n')).toEqual(wrapped);
  });

  test.each([1, 5, 17, 80])('nothing is lost or too long, in %i columns and more', (columns) => {
    const text =
      'The quick ä brown 漢字漢字漢字漢字漢字漢字 fox 👨‍👩‍👧 jumps  over áéí a-very-long-word-without-blanks\n  indented ü text that goes on';
    const wrapped = fitTo(columns).wrap(text, 0);
    expect(wrapped.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    expect(wrapped.split('\n').filter((line) => stringWidth(line) > Math.max(columns, 4))).toEqual([]);
  });

  test('a line of hundreds of kilobytes does not take minutes', () => {
    for (const text of ['x'.repeat(500_000), '漢字'.repeat(50_000), 'word und 漢 '.repeat(20_000)]) {
      const startedAt = performance.now();
      const isWhole = fitTo(80).wrap(text, 0).replaceAll(/\s/g, '') === text.replaceAll(' ', '');
      expect(isWhole).toBe(true);
      // It takes some ms; what grows with the square of the size takes minutes.
      expect(performance.now() - startedAt).toBeLessThan(120_000);
    }
  });
});

describe('cut', () => {
  test.each<[line: string, cut: string]>([
    ['', ''],
    ['exactly 10', 'exactly 10'],
    ['more than ten', 'more than…'],
    ['漢字漢字漢', '漢字漢字漢'],
    ['漢字漢字漢字', '漢字漢字…'],
    ['a漢字漢字漢', 'a漢字漢字…'],
  ])('%j', (line, cut) => {
    expect(fitTo(10).cut(line, 0)).toBe(cut);
    expect(fitTo(13).cut(line, 3)).toBe(cut);
  });

  test('a line of a megabyte', () => {
    expect(fitTo(10).cut('x'.repeat(1_000_000), 0)).toBe(`${'x'.repeat(9)}…`);
  });

  test('where nothing fits', () => {
    expect(fitTo(2).cut('abc', 4)).toBe('…');
  });
});
