import { type Command, InvalidArgumentError, Option } from 'commander';
import { printable } from '../../core/printable.ts';

import type { Observer } from '../../library/observer.ts';

import type { HoldOptions } from '../../library/options.ts';
import type { Context } from './context.ts';

export interface WaitOptions {
  /** Seconds; false: do not wait. */
  wait?: number | false;
}

/** The options of every command that needs a session to itself. */
export function waitOptions(): Option[] {
  return [
    new Option('--wait <seconds>', 'wait at most this long for another call on the session (default: until it ends)').argParser(seconds),
    new Option('--no-wait', 'do not wait for another call on the session: exit 5'),
  ];
}

export function addWaitOptions(command: Command): Command {
  for (const option of waitOptions()) command.addOption(option);
  return command;
}

/** The wait as `CallOptions` has it. */
export function readWait({ wait }: WaitOptions): number | undefined {
  return wait === false ? 0 : wait;
}

export function readHold({ stderr }: Pick<Context, 'stderr'>, options: WaitOptions): HoldOptions {
  const say = (line: string) => stderr.write(printable(`chorus: ${line}\n`));
  const observer: Observer = { onWait: (holder) => say(waitWords(holder)), onLeftBehind: (holders) => say(leftBehindWords(holders)) };
  return { wait: readWait(options), observer };
}

export function waitWords(holder: string): string {
  return `waiting: the session is held by ${holder}`;
}

export function leftBehindWords(holders: string): string {
  return `the lock of the session is still held by ${holders}, which an earlier claude left behind: going on`;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give seconds, 0 or more.');
  return value;
}
