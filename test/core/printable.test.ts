import { describe, expect, test } from 'vitest';
import { oneLine, printable, squeezed } from '../../src/core/printable.ts';
import { seededRandom } from '../support/random.ts';

describe('printable', () => {
  test.each<[what: string, text: string, printed: string]>([
    ['plain text', 'Hello, Zoë \u{1f600}\u2028!', 'Hello, Zoë \u{1f600}\u2028!'],
    ['tabs and newlines', 'a\tb\n\nc', 'a\tb\n\nc'],
    ['carriage returns, which would hide the text before them', 'rm -rf /\rls', 'rm -rf /ls'],
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
    ['marks that change the direction of text', 'a\u061c\u200e\u200f\u202a\u202eb\u2066\u2069c', 'abc'],
    ['a sequence within a sequence', '\u001b\u001b[31m[31mx', '[31mx'],
    ['text that looks like a sequence but is not', '[31m \\u001b[0m ^[[0m', '[31m \\u001b[0m ^[[0m'],
    ['nothing', '', ''],
  ])('%s', (_, text, printed) => {
    expect(printable(text)).toBe(printed);
  });

  test('never leaves a control character', () => {
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

  test('takes time proportional to the length of the text', () => {
    const startedAt = performance.now();
    for (const evil of ['\u001b[', '\u001b]', '\u001b]0;', '\u001b[0;', '\u001b(', '\u001bP']) {
      expect(printable(evil.repeat(200_000))).not.toContain('\u001b');
    }
    // Linear time is some ms; quadratic time would be minutes.
    expect(performance.now() - startedAt).toBeLessThan(120_000);
  });
});

test('oneLine shows newlines, and leaves nothing that a terminal would interpret', () => {
  expect(oneLine('a\tb\nc\u001b[2Jd\u0007')).toBe('a b⏎cd');
});

test('squeezed turns each run of whitespace into one blank', () => {
  expect(squeezed('Plan\n\n  \tit\u001b[31m now')).toBe('Plan it now');
});
