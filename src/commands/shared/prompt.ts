import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { longestPrompt } from '../../core/prompt.ts';
import { chorusError, usageError } from '../../errors.ts';
import type { Context } from './context.ts';

/** How long a pipe may stay silent if there is also an argument, in ms; as in `claude -p`. */
const patience = 3000;

interface PromptSources {
  argument: string | undefined;
  file: string | undefined;
  quiet: boolean | undefined;
}

/**
 * The prompt: argument or file, a blank line, then the piped text. Undefined if there is none of them. An empty pipe counts as none,
 * since programs and CI often give one.
 */
export async function readPrompt({ stdin, stderr, cwd }: Context, { argument, file, quiet }: PromptSources): Promise<string | undefined> {
  if (argument !== undefined && file !== undefined)
    throw usageError('a prompt as an argument and --prompt-file exclude each other', 'Give one of them.');
  const given = file === undefined ? argument : readPromptFile(resolve(cwd, file));
  if (!isPiped(stdin)) return given;
  const piped = await readAll(stdin, () => {
    const next = given === undefined ? 'waiting for the prompt' : 'continuing without it';
    if (!quiet) stderr.write(`chorus: nothing on standard input for 3 s; ${next} (for none: </dev/null)\n`);
    return given === undefined;
  });
  if (given === undefined) return piped || undefined;
  return piped ? `${given}\n\n${piped}` : given;
}

/** Reads a file, or a pipe from the shell (`<(…)`), no further than the error about a long prompt needs. */
function readPromptFile(path: string): string {
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
      return Buffer.concat(chunks).toString();
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw chorusError('file-not-found', `the prompt file cannot be read: ${path}`, (cause as Error).message);
  }
}

/** A pipe, a socket or a file; not a terminal, and not /dev/null. */
function isPiped({ isTTY, fd = 0 }: Context['stdin']): boolean {
  if (isTTY) return false;
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket() || stats.isFile();
  } catch {
    return false;
  }
}

/**
 * All piped text; undefined if none came and the wait was given up.
 * @param onSilence called after a while without data. @returns whether to keep waiting.
 */
function readAll(stdin: Context['stdin'], onSilence: () => boolean): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      if (!onSilence()) finish(undefined);
    }, patience);
    const finish = (text: string | undefined) => {
      clearTimeout(timer);
      stdin.removeAllListeners('data');
      stdin.destroy();
      resolve(text);
    };
    stdin.on('data', (chunk: Buffer) => {
      clearTimeout(timer);
      chunks.push(chunk);
      size += chunk.length;
      // More than Claude accepts: enough for the error that says so.
      if (size > longestPrompt) finish(Buffer.concat(chunks).toString());
    });
    stdin.once('end', () => finish(Buffer.concat(chunks).toString()));
    stdin.once('error', reject);
  });
}
