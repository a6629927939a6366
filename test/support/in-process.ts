import { PassThrough, Readable } from 'node:stream';
import type { Context } from '../../src/commands/shared/context.ts';
import { Chorus } from '../../src/library/chorus.ts';
import { openWorld, systemClock } from '../../src/library/open.ts';
import { run } from '../../src/program.ts';
import { reportError } from '../../src/terminal/report-error.ts';
import type { Ran, Sandbox } from './sandbox.ts';

export interface InProcessOptions {
  /** Standard input; /dev/null without it. */
  input?: string;
  cwd?: string;
}

/**
 * Runs a command of chorus on a sandbox in milliseconds, without a process of its own: for what parses, decides and prints.
 * What a shell sees (signals, pipes, what is loaded) only the built program shows.
 */
export async function runInProcess(sandbox: Sandbox, args: string[], { input, cwd = sandbox.work }: InProcessOptions = {}): Promise<Ran> {
  const { env } = sandbox;
  const world = openWorld({ env, cwd });
  const [stdout, stderr] = [collected(), collected()];
  const stdin = Readable.from(input === undefined ? [] : [Buffer.from(input)]);
  const streams = { stdin, stdout: stdout.stream, stderr: stderr.stream };
  const context: Context = { ...world, world, ...streams, clock: systemClock, chorus: new Chorus(world) };
  const exitCode = await run(args, context).catch((error: unknown) =>
    reportError(error, args, { stdout: stdout.stream, stderr: stderr.stream }),
  );
  const text = stdout.text();
  return { exitCode, signal: undefined, stdout: text, stderr: stderr.text(), json: <T>() => JSON.parse(text) as T };
}

function collected() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    stream,
    text: () => {
      text += stream.read() ?? '';
      return text;
    },
  };
}
