import type { OutputStream } from './output-stream.ts';

/**
 * What a program that ended in the middle leaves switched on, switched off: colours, application cursor keys, bracketed paste, mouse and
 * focus reports, the kitty keyboard, the alternate screen, and the hidden cursor. Node itself puts the line discipline back.
 */
const resets = [
  '\u001b[0m',
  '\u001b[?1l',
  '\u001b[?2004l',
  ...[1000, 1002, 1003, 1004, 1006].map((mode) => `\u001b[?${mode}l`),
  '\u001b[<u',
  '\u001b[>4;0m',
  '\u001b[?1047l',
  '\u001b[?25h',
].join('');

/** Clears what a program that ended left below the cursor: 2.1.100 leaves the list of its commands there, after `/exit`. */
export function clearBelow(stream: OutputStream, { TERM }: NodeJS.ProcessEnv): void {
  if (stream.isTTY && TERM !== 'dumb') stream.write('\u001b[J');
}

/** Gives the terminal back after a program that was killed at it. */
export function restoreTerminal(stream: OutputStream, { TERM }: NodeJS.ProcessEnv): void {
  if (stream.isTTY && TERM !== 'dumb') stream.write(`${resets}\r\n`);
}
