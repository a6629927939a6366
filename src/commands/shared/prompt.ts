import { closeSync, openSync, readSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { badByteWords, decode, type Encoding, findBadByte } from '../../core/encoding.ts';
import { longestPrompt } from '../../core/prompt.ts';
import { resolveSetting } from '../../core/resolve.ts';
import type { Session } from '../../core/session.ts';
import type { Settings } from '../../core/settings.ts';
import { quoteForShell } from '../../core/shell.ts';
import { chorusError, usageError } from '../../errors.ts';
import type { Context } from './context.ts';
import { isPiped, readStandardInput } from './standard-input.ts';

export interface PromptOptions {
  promptFile?: string;
  /** Set if standard input is demanded, false if it is to be left alone. */
  stdin?: boolean;
  encoding?: Encoding;
  quiet?: boolean;
}

interface PromptSources extends PromptOptions {
  argument: string | undefined;
  /** Seconds that a wait for standard input may take. */
  timeout: number | undefined;
}

export interface ReadPrompt {
  prompt: string | undefined;
  /** Seconds that the reading took. */
  elapsed: number;
}

/** Whether a call asks for standard input: by `-` as its prompt, or by --stdin. */
export function demandsInput(argument: string | undefined, { stdin }: PromptOptions): boolean {
  return argument === '-' || stdin === true;
}

/** Seconds that a turn with these settings may take; a wait for its prompt counts. */
export function timeoutOf(
  { chorus }: Pick<Context, 'chorus'>,
  { settings, profile }: Pick<Session, 'settings' | 'profile'>,
  call?: Settings,
): number | undefined {
  return resolveSetting('timeout', { session: { name: '', settings, profile }, config: chorus.config(), call }, 'lenient')?.value;
}

/**
 * The prompt: argument or file, a blank line, then what is piped in. Undefined if there is none of them. An empty pipe counts as none,
 * since programs and CI often give one, unless the call demands standard input.
 */
export async function readPrompt(context: Context, sources: PromptSources): Promise<ReadPrompt> {
  const { stdin, stderr, clock, cwd } = context;
  const { promptFile, encoding, quiet, timeout } = sources;
  const isDemanded = demandsInput(sources.argument, sources);
  if (isDemanded && sources.stdin === false) throw usageError('- and --no-stdin exclude each other', 'Give one of them.');
  const argument = sources.argument === '-' ? undefined : sources.argument;
  if (argument !== undefined && promptFile !== undefined)
    throw usageError('a prompt as an argument and --prompt-file exclude each other', 'Give one of them.');
  const given = promptFile === undefined ? argument : textOf(readPromptFile(resolve(cwd, promptFile)), encoding, promptFile);
  if (!isDemanded && (sources.stdin === false || !isPiped(stdin))) return { prompt: given, elapsed: 0 };

  const startedAt = clock.elapsedMs();
  const bytes = await readStandardInput(context, { isDemanded, timeout });
  const elapsed = (clock.elapsedMs() - startedAt) / 1000;
  if (bytes.length === 0 && isDemanded) throw emptyInput();
  const piped = textOf(bytes, encoding);
  if (given === undefined) return { prompt: piped || undefined, elapsed };
  if (bytes.length === 0) return { prompt: given, elapsed };
  // Said in spite of --quiet, unless it was asked for: a loop that reads from standard input loses its list.
  if (!quiet || !isDemanded) stderr.write(`chorus: ${addedWords(bytes.length, isDemanded)}\n`);
  return { prompt: `${given}\n\n${piped}`, elapsed };
}

function addedWords(size: number, isDemanded: boolean): string {
  const amount = size === 1 ? '1 byte' : `${size.toLocaleString('en-US')} bytes`;
  return `added ${amount} of standard input to the prompt${isDemanded ? '' : '; --no-stdin leaves it alone'}`;
}

function emptyInput() {
  return chorusError('invalid-prompt', 'standard input is empty', 'Nothing was sent. Pipe the prompt in, or leave out - and --stdin.');
}

/** @param path as the caller gave it; undefined for standard input. @throws ChorusError (2) for bytes that are not UTF-8 */
function textOf(bytes: Buffer, encoding: Encoding | undefined, path?: string): string {
  // Cut off, perhaps within a character: `checkPrompt` refuses it.
  if (bytes.length > longestPrompt) return bytes.toString();
  const text = decode(bytes, encoding);
  if (text !== undefined) return text;
  const bad = findBadByte(bytes);
  const isUtf16 = ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
  const iconv = `iconv -f ${isUtf16 ? 'utf-16' : 'latin1'} -t utf-8`;
  const convert = path === undefined ? `pipe it through ${iconv}` : `${iconv} ${quoteForShell(path)}`;
  throw chorusError(
    'invalid-prompt',
    `${path === undefined ? 'standard input' : `the prompt file ${path}`} is not UTF-8: ${bad && badByteWords(bad)}`,
    isUtf16
      ? `Nothing was sent. It looks like UTF-16. Convert it: ${convert}`
      : `Nothing was sent. Convert it (${convert}), or read it as Latin-1: --encoding latin1`,
  );
}

/** Reads a file, or a pipe from the shell (`<(…)`), no further than the error about a long prompt needs. */
function readPromptFile(path: string): Buffer {
  try {
    const fd = openSync(path, 'r');
    try {
      const chunks: Buffer[] = [];
      for (let size = 0; size <= longestPrompt; ) {
        const chunk = Buffer.allocUnsafe(64 * 1024);
        const length = readSync(fd, chunk);
        if (length === 0) break;
        chunks.push(chunk.subarray(0, length));
        size += length;
      }
      return Buffer.concat(chunks);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    const isDash = basename(path) === '-';
    const hint = isDash ? 'For standard input, give - as the prompt, without --prompt-file.' : (cause as Error).message;
    throw chorusError('file-not-found', `the prompt file cannot be read: ${path}`, hint, cause);
  }
}
