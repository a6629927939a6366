import { describe, expect, test } from 'vitest';
import { badByteWords, decode, findBadByte } from '../../src/core/encoding.ts';
import { seededRandom } from '../support/random.ts';

describe('findBadByte', () => {
  test.each<[what: string, bytes: number[], offset: number, line: number]>([
    ['a byte of Latin-1', [0x63, 0xe9, 0x21], 1, 1],
    ['the rest of a character', [0x61, 0x0a, 0x80], 2, 2],
    ['a character that is cut at the end', [0x61, 0xe2, 0x82], 1, 1],
    ['a surrogate', [0xed, 0xa0, 0x80], 0, 1],
    ['more bytes than it needs', [0xc0, 0xaf], 0, 1],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 0, 1],
    ['a byte that UTF-8 does not use', [0x0a, 0x0a, 0xff], 2, 3],
  ])('%s', (_, bytes, offset, line) => {
    expect(findBadByte(Buffer.from(bytes))).toEqual({ offset, line, byte: bytes[offset] });
    expect(decode(Buffer.from(bytes))).toBeUndefined();
  });

  test('finds a byte exactly where the text stops being UTF-8', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from('a\u00e9\n\u20ac\u{1f600}'.repeat(3));
      const at = Math.floor(random() * bytes.length);
      bytes[at] = Math.floor(random() * 256);
      const bad = findBadByte(bytes);
      expect(bad === undefined).toBe(decode(bytes) !== undefined);
      if (bad) expect(decode(bytes.subarray(0, bad.offset))).toBeDefined();
    }
  });
});

test('in words', () => {
  expect(badByteWords({ offset: 3, line: 1, byte: 0x9 })).toBe('byte 0x09 at offset 3, line 1');
});
