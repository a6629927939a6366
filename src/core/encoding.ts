import { isUtf8 } from 'node:buffer';

export const encodings = ['utf-8', 'latin1'] as const;

export type Encoding = (typeof encodings)[number];

/** The first byte of a text that is not UTF-8. */
export interface BadByte {
  /** From 0. */
  offset: number;
  /** From 1. */
  line: number;
  byte: number;
}

/** A text from its bytes; undefined if they are not UTF-8, the default. Every byte is a character in latin1. */
export function decode(bytes: Buffer, encoding: Encoding = 'utf-8'): string | undefined {
  if (encoding === 'latin1') return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** Where bytes stop being UTF-8; undefined if all of them are. */
export function findBadByte(bytes: Buffer): BadByte | undefined {
  for (let offset = 0, line = 1; offset < bytes.length; ) {
    const byte = bytes[offset] ?? 0;
    if (byte === 0x0a) line++;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(offset, offset + length))) return { offset, line, byte };
    offset += length;
  }
  return undefined;
}

/** As in `byte 0xE9 at offset 3, line 1`. */
export function badByteWords({ offset, line, byte }: BadByte): string {
  return `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} at offset ${offset}, line ${line}`;
}
