import { PassThrough } from 'node:stream';
import type { Context } from '../../src/commands/shared/context.ts';
import { run } from '../../src/program.ts';
import { reportError } from '../../src/terminal/report-error.ts';

export interface Called {
  exitCode: number;
  /** Standard output, byte for byte. */
  bytes: Buffer;
  stdout: string;
  stderr: string;
}

/** Runs a command line of chorus in this process, as the program does, and collects what it prints. */
export async function callCommand(
  argv: readonly string[],
  context: Omit<Context, 'stdout' | 'stderr'>,
  { isTTY = false }: { isTTY?: boolean | undefined } = {},
): Promise<Called> {
  const [out, err] = [collected(isTTY), collected(isTTY)];
  const streams = { stdout: out.stream, stderr: err.stream };
  const exitCode = await run(argv, { ...context, ...streams }).catch((error: unknown) => reportError(error, argv, streams));
  const bytes = out.bytes();
  return { exitCode, bytes, stdout: bytes.toString(), stderr: err.bytes().toString() };
}

function collected(isTTY: boolean) {
  const chunks: Buffer[] = [];
  const stream = Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 200 } : {});
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  // What was written last may still be in the stream.
  return { stream, bytes: () => Buffer.concat([...chunks, (stream.read() as Buffer | null) ?? Buffer.alloc(0)]) };
}
