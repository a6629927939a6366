import { Readable } from 'node:stream';
import { Chorus } from '../../src/library/chorus.ts';
import { openWorld, systemClock } from '../../src/library/open.ts';
import { callCommand } from './command-call.ts';
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
  const stdin = Readable.from(input === undefined ? [] : [Buffer.from(input)]);
  const context = { ...world, world, stdin, clock: systemClock, chorus: new Chorus(world) };
  const { exitCode, stdout, stderr } = await callCommand(args, context);
  return { exitCode, signal: undefined, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}
