import { fstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { usageError } from '../../errors.ts';
import { longestPrompt } from '../../session/prompt.ts';

/** How long a pipe beside an argument may stay silent, in ms. `claude -p` waits as long. */
const patience = 3000;

export interface PromptSources {
  argument: string | undefined;
  file: string | undefined;
}

/** The prompt: argument or file, a blank line, then what is piped in. Undefined if there is none of them. */
export async function readPrompt({ stdin, stderr, cwd }: Context, { argument, file }: PromptSources): Promise<string | undefined> {
  if (argument !== undefined && file !== undefined)
    throw usageError('a prompt was given as an argument and with --prompt-file', 'Give one of them.');
  const given = file === undefined ? argument : readPromptFile(resolve(cwd, file));
  if (!isPiped(stdin)) return given;
  const piped = await readAll(stdin, given === undefined ? undefined : patience);
  if (piped === undefined)
    stderr.write('chorus: nothing came on standard input for 3 s; going on without it (give </dev/null to skip the wait)\n');
  if (given === undefined) return piped;
  return piped ? `${given}\n\n${piped}` : given;
}

function readPromptFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw usageError(`the prompt file can not be read: ${path}`, (cause as Error).message);
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

/** Undefined if nothing came within `silence` ms. */
function readAll(stdin: Context['stdin'], silence: number | undefined): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = silence === undefined ? undefined : setTimeout(() => finish(undefined), silence);
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
      // More than Claude reads: what is kept is enough for the error that says so.
      if (size > longestPrompt) finish(Buffer.concat(chunks).toString());
    });
    stdin.once('end', () => finish(Buffer.concat(chunks).toString()));
    stdin.once('error', reject);
  });
}
