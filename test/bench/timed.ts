import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Command {
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Standard input; /dev/null without it. */
  input?: string | undefined;
}

export interface Ended {
  /** From before it was started until it had ended and all it said was read. */
  ms: number;
  stdout: string;
}

/** Runs a command to its end. @throws what it said, if it failed: what failed is no measure. */
export async function run({ file, args, cwd, env, input }: Command): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(file, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  child.stdin?.end(input);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const end = await endOf(child);
  const ms = performance.now() - startedAt;
  if (end !== 0) throw new Error(`ended with ${end}: ${file} ${args.join(' ')}\n${stdout().slice(-2000)}${stderr().slice(-2000)}`);
  return { ms, stdout: stdout() };
}

export async function time(command: Command): Promise<number> {
  return (await run(command)).ms;
}

/**
 * The time until something that the command starts writes the clock, in ns since 1970, into `note`. It is started as the clock of
 * this process turns to a new millisecond, so that whole milliseconds are exact.
 */
export async function timeUntilNoted(command: Command, note: string): Promise<number> {
  const before = Date.now();
  let startedAt = before;
  while (startedAt === before) startedAt = Date.now();
  await run(command);
  return Number(BigInt(readFileSync(note, 'utf8').trim()) - BigInt(startedAt) * 1_000_000n) / 1e6;
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
