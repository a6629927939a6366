import { describe, expect, test } from 'vitest';
import { wholeArguments } from '../../src/commands/shared/raw-arguments.ts';
import { thrownBy } from '../support/thrown.ts';

/** As Node decodes what a shell gives, and the bytes themselves. */
function given(...words: (string | Buffer)[]): [argv: string[], typed: Buffer[]] {
  const typed = words.map((word) => Buffer.from(word));
  return [typed.map((bytes) => bytes.toString()), typed];
}

const latin = Buffer.from('caf\u00e9', 'latin1');
const surrogate = Buffer.from([0x61, 0xed, 0xa0, 0x80]);

describe('arguments', () => {
  test('that are UTF-8 stay as they are, a U+FFFD that was typed included', () => {
    const [argv, typed] = given('new', 'auth', 'caf\u00e9 \u{1f600} \ufffd');
    expect(wholeArguments(argv, typed)).toEqual(argv);
  });

  test.each([
    [latin, 'argument 3 is not UTF-8: byte 0xE9 at offset 3, line 1'],
    [surrogate, 'argument 3 is not UTF-8: byte 0xED at offset 1, line 1'],
  ])('that are not are refused, with the place: %j', (prompt, message) => {
    expect(thrownBy(() => wholeArguments(...given('new', 'auth', prompt)))).toEqual({
      message,
      hint: 'Nothing was sent. Set the terminal to UTF-8, or read it as Latin-1: --encoding latin1. Or pipe the prompt in.',
      exitCode: 2,
    });
  });

  test('of a command without --encoding are refused without naming it', () => {
    expect(thrownBy(() => wholeArguments(...given('note', 'auth', latin))).hint).toBe('Nothing was changed. Set the terminal to UTF-8.');
  });

  test.each([[['--encoding', 'latin1']], [['--encoding=latin1']]])('are read as Latin-1 where they are not UTF-8, with %j', (more) => {
    const [argv, typed] = given('new', 'auth', latin, 'd\u00e9j\u00e0', ...more);
    expect(wholeArguments(argv, typed)).toEqual(['new', 'auth', 'caf\u00e9', 'd\u00e9j\u00e0', ...more]);
  });

  test('are refused where the system does not tell their bytes, and some may be lost', () => {
    const [argv] = given('new', 'auth', latin);
    expect(thrownBy(() => wholeArguments(argv, undefined)).message).toContain('argument 3 is not UTF-8');
  });
});
