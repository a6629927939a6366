import { fstatSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { badByteWords, decode, findBadByte } from '../../core/encoding.ts';
import { longestPrompt } from '../../core/prompt.ts';
import { chorusError, usageError } from '../../errors.ts';
import type { Context } from './context.ts';

/** How long standard input may take before chorus says that it waits, in ms. */
const patience = 3000;

interface Wait {
  /** Whether the call asked for standard input: then it cannot be left alone. */
  isDemanded: boolean;
  /** Seconds until the wait ends the call. */
  timeout: number | undefined;
}

/** Whether there is something to read unasked: a pipe, a socket or a file; not a terminal, and not /dev/null. */
export function isPiped({ isTTY, fd }: Context['stdin']): boolean {
  if (isTTY) return false;
  // Not the descriptor of a process: a stream that was passed in.
  if (fd === undefined) return true;
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket() || stats.isFile();
  } catch {
    return false;
  }
}

/**
 * All of standard input, however slowly it comes, but no more than the error about a long prompt needs.
 * @throws ChorusError (124) when `timeout` has passed.
 */
export function readStandardInput({ stdin, stderr, clock }: Context, { isDemanded, timeout }: Wait): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (settle: () => void) => {
      for (const cancel of timers) cancel();
      stdin.removeAllListeners('data');
      stdin.destroy();
      settle();
    };
    const finish = () => end(() => resolve(Buffer.concat(chunks)));
    const timers = [clock.after(patience, () => stderr.write(`chorus: ${waitingWords(stdin, isDemanded)}\n`))];
    if (timeout !== undefined) timers.push(clock.after(timeout * 1000, () => end(() => reject(inputTimeout(timeout)))));
    stdin.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestPrompt) finish();
    });
    stdin.once('end', finish);
    stdin.once('error', (error) => end(() => reject(error)));
  });
}

/**
 * An argument, or all of standard input if it is `-`.
 * @param what the argument, as messages call it.
 * @throws ChorusError (2) for bytes that are not UTF-8, which Node would replace without a word.
 */
export async function readTextArgument(argument: string, what: string, { stdin }: Pick<Context, 'stdin'>): Promise<string> {
  if (argument !== '-') return argument;
  if (stdin.isTTY) throw usageError('nothing on standard input', `Pipe the ${what} in, or give it as an argument.`);
  const bytes = await buffer(stdin);
  const text = decode(bytes);
  if (text !== undefined) return text;
  const bad = findBadByte(bytes);
  throw usageError(
    `standard input is not UTF-8: ${bad && badByteWords(bad)}`,
    'Nothing was changed. Convert it: pipe it through iconv -f latin1 -t utf-8',
  );
}

/** The way out that this wait has. */
function waitingWords({ isTTY }: Context['stdin'], isDemanded: boolean): string {
  if (isTTY) return 'waiting for standard input; Ctrl-D ends it';
  return isDemanded ? 'waiting for standard input' : 'waiting for standard input; --no-stdin leaves it alone';
}

function inputTimeout(seconds: number) {
  return chorusError(
    'input-timeout',
    `standard input did not end within the timeout of ${seconds} s`,
    'Nothing was sent. --no-stdin leaves standard input alone; --timeout allows more time.',
  );
}
