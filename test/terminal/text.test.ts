import { describe, expect, test } from 'vitest';
import {
  formatCost,
  formatCountdown,
  formatElapsed,
  formatSize,
  formatSpan,
  formatTable,
  formatTime,
  formatTokens,
  printable,
  roundDays,
} from '../../src/terminal/text.ts';
import { seededRandom } from '../support/random.ts';

describe('printable', () => {
  test.each<[what: string, text: string, printed: string]>([
    ['plain text', 'Hello, Zoë \u{1f600}\u2028!', 'Hello, Zoë \u{1f600}\u2028!'],
    ['tabs and newlines', 'a\tb\n\nc', 'a\tb\n\nc'],
    ['carriage returns, that would hide what was before', 'rm -rf /\rls', 'rm -rf /ls'],
    ['CRLF', 'a\r\nb', 'a\nb'],
    ['backspaces, bells and deletes', 'a\b\u0007\u007fb', 'ab'],
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    ['colours with colons', '\u001b[38:2::1:2:3mred\u001b[m', 'red'],
    ['a cleared screen and a moved cursor', 'a\u001b[2J\u001b[1;1Hb\u001b[?25lc', 'abc'],
    ['a title, ended by BEL', '\u001b]0;evil\u0007text', 'text'],
    ['a title, ended by ST', '\u001b]2;evil\u001b\\text', 'text'],
    ['a clipboard (OSC 52)', 'a\u001b]52;c;cm0gLXJmIC8=\u0007b', 'ab'],
    ['a hyperlink', '\u001b]8;;https://evil.example\u001b\\shown\u001b]8;;\u001b\\', 'shown'],
    ['a device control string', 'a\u001bP1$r0m\u001b\\b', 'ab'],
    ['an application command', 'a\u001b_Gf=100;AAAA\u001b\\b', 'ab'],
    ['a privacy message and a start of string', 'a\u001b^x\u001b\\b\u001bXy\u001b\\c', 'abc'],
    ['short sequences', 'a\u001bcb\u001b7c\u001b(Bd\u001b=e', 'abcde'],
    ['an escape at the end', 'a\u001b', 'a'],
    ['a cut sequence', 'a\u001b[31', 'a31'],
    ['C1 controls', 'a\u009b31mb\u009d0;x\u009cc\u0085d', 'a31mb0;xcd'],
    ['NUL', 'a\0b', 'ab'],
    ['a sequence within a sequence', '\u001b\u001b[31m[31mx', '[31mx'],
    ['what looks like one and is none', '[31m \\u001b[0m ^[[0m', '[31m \\u001b[0m ^[[0m'],
    ['nothing', '', ''],
  ])('%s', (_, text, printed) => {
    expect(printable(text)).toBe(printed);
  });

  test('leaves no control character, whatever comes', () => {
    const random = seededRandom(1);
    const alphabet = [
      '\u001b',
      '[',
      ']',
      'P',
      '\\',
      '\u0007',
      '\u009b',
      '\u009c',
      '\u009d',
      '\r',
      '\n',
      '\t',
      '\b',
      '\0',
      '0',
      ';',
      'm',
      ' ',
      'x',
      '\u{1f600}',
    ];
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: Math.floor(random() * 20) }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      const shown = printable(text);
      expect({ text, shown: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(shown) }).toEqual({ text, shown: false });
      expect(printable(shown)).toBe(shown);
    }
  });

  test('takes no longer than the text is long', () => {
    const startedAt = performance.now();
    for (const evil of ['\u001b[', '\u001b]', '\u001b]0;', '\u001b[0;', '\u001b(', '\u001bP']) {
      expect(printable(evil.repeat(200_000))).not.toContain('\u001b');
    }
    // It takes some ms; what grows with the square of the size takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(120_000);
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

test.each<[ms: number, span: string]>([
  [-5, '0 s'],
  [0, '0 s'],
  [440, '0.4 s'],
  [3200, '3.2 s'],
  [9000, '9 s'],
  [42_400, '42 s'],
  [60_000, '1 min'],
  [90_000, '2 min'],
  [3_600_000, '1 h'],
  [86_399_000, '24 h'],
  [86_400_000, '1 d'],
  [3_456_000_000, '40 d'],
])('%i ms are %s', (ms, span) => {
  expect(formatSpan(ms)).toBe(span);
});

test.each<[usd: number, cost: string]>([
  [0, '$0.0000'],
  [0.0123, '$0.0123'],
  [0.5, '$0.5000'],
  [1, '$1.00'],
  [12.345, '$12.35'],
])('%d is %s', (usd, cost) => {
  expect(formatCost(usd)).toBe(cost);
});

test.each([
  [30, 'in 30 d'],
  [29.99, 'in 29 d'],
  [1, 'in 1 d'],
  [0.5, 'in 12 h'],
  [0.001, 'in 1 min'],
  [0, 'now'],
  [-3, 'now'],
])('formatCountdown(%d)', (days, text) => {
  expect(formatCountdown(days)).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [12_345, '12.3 kB'],
  [999_999, '1000 kB'],
  [1_000_000, '1 MB'],
  [10_159_844, '10.2 MB'],
  [2.5e9, '2.5 GB'],
  [4e16, '40000 TB'],
])('formatSize(%d)', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test('roundDays', () => {
  expect([29.996, 1.234, -0.5].map(roundDays)).toEqual([30, 1.23, -0.5]);
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [125_000, '2 min 05 s'],
  [3_725_000, '1 h 02 min'],
])('formatElapsed(%s)', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1k'],
  [1_250, '1.3k'],
  [12_345, '12k'],
  [123_456, '123k'],
  [999_700, '1M'],
  [1_000_000, '1M'],
])('formatTokens(%s)', (tokens, text) => {
  expect(formatTokens(tokens)).toBe(text);
});

test.each([new Date(2026, 0, 1), new Date(2026, 10, 30, 23, 59, 58), new Date(999, 5, 7, 8, 9, 1)])(
  'a time is told as in Sweden: %s',
  (time) => {
    expect(formatTime(time)).toBe(time.toLocaleString('sv-SE'));
  },
);
