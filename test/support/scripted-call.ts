import { Readable } from 'node:stream';
import { stoppedClock } from './clock.ts';
import { type Called, callCommand } from './command-call.ts';
import type { ScriptedChorus } from './scripted-chorus.ts';

/** Runs a command line of chorus in this process, with nothing on standard input. */
export async function scriptedCall(
  { chorus, world, work }: Pick<ScriptedChorus, 'chorus' | 'world' | 'work'>,
  argv: readonly string[],
  options: { isTTY?: boolean | undefined } = {},
): Promise<Called> {
  return callCommand(argv, { ...world, chorus, world, stdin: Readable.from([]), clock: stoppedClock, cwd: work }, options);
}
