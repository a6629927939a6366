import { PassThrough, Readable } from 'node:stream';
import type { Context } from '../../src/commands/shared/context.ts';
import { run } from '../../src/program.ts';
import { reportError } from '../../src/terminal/report-error.ts';
import { stoppedClock } from './clock.ts';
import type { ScriptedChorus } from './scripted-chorus.ts';

interface Called {
  exitCode: number;
  /** Standard output, byte for byte. */
  bytes: Buffer;
  stdout: string;
  stderr: string;
}

/** Runs a command line of chorus in this process, with nothing on standard input. */
export async function scriptedCall(
  { chorus, world, work }: Pick<ScriptedChorus, 'chorus' | 'world' | 'work'>,
  argv: readonly string[],
  { isTTY = false }: { isTTY?: boolean | undefined } = {},
): Promise<Called> {
  const [out, err] = [collected(isTTY), collected(isTTY)];
  const streams = { stdout: out.stream, stderr: err.stream };
  const context: Context = { ...world, ...streams, chorus, world, stdin: Readable.from([]), clock: stoppedClock, cwd: work };
  const exitCode = await run(argv, context).catch((error: unknown) => reportError(error, argv, streams));
  return { exitCode, bytes: out.bytes(), stdout: out.bytes().toString(), stderr: err.bytes().toString() };
}

function collected(isTTY: boolean) {
  const chunks: Buffer[] = [];
  const stream = Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 200 } : {});
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, bytes: () => Buffer.concat(chunks) };
}
