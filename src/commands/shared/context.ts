import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import { Chorus } from '../../library/chorus.ts';
import { openWorld, systemClock, type World } from '../../library/open.ts';
import type { OutputStream } from '../../terminal/output-stream.ts';

/** Everything that a command touches. Tests pass in their own. */
export interface Context {
  chorus: Chorus;
  /** The world for features that are loaded late: doctor and report. */
  world: World;
  stdin: Readable & { isTTY?: boolean; fd?: number };
  stdout: OutputStream;
  stderr: OutputStream;
  env: NodeJS.ProcessEnv;
  /** The caller's directory: absolute. */
  cwd: string;
  now(): Date;
  /** For waits. */
  clock: Clock;
  /** Subscribes to the signals that ask chorus to end. @returns a function that unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

/** Whether a person sits at both ends: then Claude itself can be opened. */
export function isAtTerminal({ stdin, stdout }: Pick<Context, 'stdin' | 'stdout'>): boolean {
  return stdout.isTTY === true && stdin.isTTY === true;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A deleted directory has no path; commands that do not need one still work. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD || '/';
  }
}

/** /dev/null, as given by cron, CI and other programs: opening Node's stream for it takes 3 ms, to read nothing. */
function isNull(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && fstatSync(fd).rdev === statSync(devNull).rdev;
  } catch {
    return false;
  }
}

/** The context of this process. @throws ChorusError (7) if there is no usable home. */
export function processContext(): Context {
  const world = openWorld({
    env: { ...process.env },
    cwd: currentDirectory(),
    onSignal: (handler) => {
      for (const signal of signals) process.on(signal, handler);
      return () => {
        for (const signal of signals) process.off(signal, handler);
      };
    },
  });
  let stdin: Context['stdin'] | undefined;
  const { env, cwd, now, onSignal } = world;
  return {
    chorus: new Chorus(world),
    world,
    env,
    cwd,
    now,
    clock: systemClock,
    onSignal,
    get stdin() {
      stdin ??= isNull(0) ? Readable.from([]) : process.stdin;
      return stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
  };
}
