import { type Command, InvalidArgumentError } from 'commander';
import type { HoldOptions } from '../../library/chorus.ts';
import type { Context } from './context.ts';

export interface WaitOptions {
  /** Seconds; false does not wait. */
  wait?: number | false;
}

/** The options of every command that needs a session for itself. */
export function addWaitOptions(command: Command): Command {
  return command
    .option('--wait <seconds>', 'wait at most so long for another call on the session (default: as long as it takes)', seconds)
    .option('--no-wait', 'do not wait for another call on the session: exit 5');
}

/** The wait as `CallOptions` has it. */
export function readWait({ wait }: WaitOptions): number | undefined {
  return wait === false ? 0 : wait;
}

export function readHold({ stderr }: Context, options: WaitOptions): HoldOptions {
  return { wait: readWait(options), observer: { onWait: (holder) => stderr.write(`chorus: ${describeWait(holder)}\n`) } };
}

export function describeWait(holder: string): string {
  return `waiting: the session is held by ${holder}`;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It has to be seconds, 0 or more.');
  return value;
}
