import { readFileSync } from 'node:fs';
import { badByteWords, decode, findBadByte } from '../../core/encoding.ts';
import { type ChorusError, usageError } from '../../errors.ts';

/** Node puts this in place of bytes that are not UTF-8. */
const replacement = '\ufffd';

/**
 * The arguments with all of their bytes: those that are not UTF-8 are read as Latin-1 if the call says `--encoding latin1`.
 * @param typed each argument as the shell gave it; undefined where the system does not tell.
 * @throws ChorusError (2) for an argument that is not UTF-8
 */
export function wholeArguments(argv: readonly string[], typed: readonly Buffer[] | undefined): string[] {
  const encoding = isLatin(argv) ? 'latin1' : 'utf-8';
  return argv.map((argument, index) => {
    if (!argument.includes(replacement)) return argument;
    const bytes = typed?.[index];
    if (bytes === undefined) throw notUtf8(argv, index, 'it has U+FFFD, which may stand for bytes that were lost');
    // A U+FFFD that was typed as such stays.
    const text = decode(bytes) ?? decode(bytes, encoding);
    if (text !== undefined) return text;
    const bad = findBadByte(bytes);
    throw notUtf8(argv, index, bad ? badByteWords(bad) : '');
  });
}

/** The last arguments of this process as bytes; undefined where the system does not tell (all but Linux). */
export function typedArguments(count: number): Buffer[] | undefined {
  try {
    const line = readFileSync('/proc/self/cmdline');
    const words: Buffer[] = [];
    for (let start = 0; start < line.length; ) {
      const end = line.indexOf(0, start);
      words.push(line.subarray(start, end === -1 ? line.length : end));
      start = end === -1 ? line.length : end + 1;
    }
    return words.slice(-count);
  } catch {
    return undefined;
  }
}

function isLatin(argv: readonly string[]): boolean {
  return argv.some((argument, index) => argument === '--encoding=latin1' || (argument === '--encoding' && argv[index + 1] === 'latin1'));
}

function notUtf8(argv: readonly string[], index: number, what: string): ChorusError {
  const takesPrompt = ['new', 'resume', 'fork'].includes(argv.find((argument) => !argument.startsWith('-')) ?? '');
  return usageError(
    `argument ${index + 1} is not UTF-8: ${what}`,
    takesPrompt
      ? 'Nothing was sent. Set the terminal to UTF-8, or read it as Latin-1: --encoding latin1. Or pipe the prompt in.'
      : 'Nothing was changed. Set the terminal to UTF-8.',
  );
}
