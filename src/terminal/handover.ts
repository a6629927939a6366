import type { OutputStream } from './output-stream.ts';

/**
 * Switches off what a killed program may have left on: colours, application cursor keys, bracketed paste, mouse and focus
 * reports, the kitty keyboard, the alternate screen, and the hidden cursor. Node itself restores the line discipline.
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

/** Clears what a program left below the cursor: after `/exit`, claude 2.1.100 leaves the list of its commands there. */
export function clearBelow(stream: OutputStream, { TERM }: NodeJS.ProcessEnv): void {
  if (stream.isTTY && TERM !== 'dumb') stream.write('\u001b[J');
}

/** Restores the terminal after a killed program. */
export function restoreTerminal(stream: OutputStream, { TERM }: NodeJS.ProcessEnv): void {
  if (stream.isTTY && TERM !== 'dumb') stream.write(`${resets}\r\n`);
}
