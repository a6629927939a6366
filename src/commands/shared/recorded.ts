import type { Context } from '../../context.ts';
import type { Session } from '../../session/session.ts';
import type { TurnOptions } from './turn-command.ts';

/** Prints a session that waits for its first turn. @returns the exit code. */
export function printRecorded({ stdout, stderr }: Context, { json, output, quiet }: TurnOptions, session: Session): number {
  if (json || output === 'json') stdout.write(`${JSON.stringify(session)}\n`);
  else if (!quiet) stderr.write(`chorus: ${session.name} is recorded; its first turn: chorus resume ${session.name} "<prompt>"\n`);
  return 0;
}
