import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Options } from 'execa';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `inherit` is that of chorus itself; `ignore` is /dev/null. */
type Stdio = 'pipe' | 'inherit' | 'ignore';

export interface ProgramCall {
  /** Path of the program, or its name on `PATH`. */
  file: string;
  args?: readonly string[];
  /** Absolute. Default: the directory of chorus. */
  cwd?: string | undefined;
  /** The whole environment: nothing is inherited. */
  env: Environment;
  stdin: Stdio;
  /** Standard output and standard error. */
  output: Stdio;
  /** Descriptors that the program gets as 3, 4, and so on: it shares their locks. */
  sharedFds?: readonly number[];
  /** On POSIX it leads a process group of its own, which Ctrl-C does not reach, and which `kill` ends as a whole. */
  ownGroup?: boolean;
  /** `file` is a command line, for the shell. */
  shell?: boolean;
}

export interface ProgramEnd {
  /** Undefined where a signal ended it. */
  exitCode: number | undefined;
  signal: NodeJS.Signals | undefined;
}

/** A program that runs. Streams are null unless they were asked for as a `pipe`. */
export interface Program {
  readonly pid: number;
  /** Errors of writing (a program that ended without reading) are dropped: how the program ends says more. */
  readonly stdin: Writable | null;
  /** Raw bytes. Read them in the tick that `start` resolves in: what nobody reads is thrown away. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** The process is gone. What it started may still hold its output open. */
  readonly exited: Promise<ProgramEnd>;
  /** The process is gone, and all its output was read. */
  readonly ended: Promise<ProgramEnd>;
  /** Sends a signal; to the whole group where it has one, even after the program itself has ended. */
  kill(signal: NodeJS.Signals): void;
  /** Chorus may end before it. */
  unref(): void;
}

/** Starts a program. Rejects with the system's error (`ENOENT`, `EMFILE`, …) where it could not be started. */
export type StartProgram = (call: ProgramCall) => Promise<Program>;

/** Every program that chorus starts, on every platform, is started here. */
export const startProgram: StartProgram = async (call) => {
  // Late: only a command that starts something pays for loading it.
  const { execa } = await import('execa');
  checkDescriptors();
  const child = execa(call.file, call.args ?? [], optionsOf(call));
  const { pid } = child;
  if (pid === undefined) {
    const result = await child;
    throw result.cause ?? result;
  }
  child.stdin?.on('error', () => {});
  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: new Promise((resolve) => {
      child.once('exit', (exitCode, signal) => resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined }));
    }),
    ended: child.then(({ exitCode, signal }) => ({ exitCode, signal: signal as NodeJS.Signals | undefined })),
    kill: (signal) => {
      if (call.ownGroup && process.platform !== 'win32') killGroup(pid, signal);
      else child.kill(signal);
    },
    unref: () => child.unref(),
  };
};

/** Who reads what, and who ends what, is decided in this room: execa's own buffers, timers and clean-up stay out of it. */
function optionsOf({ cwd, env, stdin, output, sharedFds = [], ownGroup = false, shell = false }: ProgramCall) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    env: env as Record<string, string>,
    extendEnv: false,
    stdio: [stdin, output, output, ...(sharedFds as 1[])],
    detached: ownGroup && process.platform !== 'win32',
    shell,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    cleanup: false,
    forceKillAfterDelay: false,
  } as const satisfies Options;
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Starting a program takes three pipes, and a fourth by which the system says whether it could be started. */
const neededDescriptors = 8;

/**
 * Where a process has too many files open, Node gives execa a child without streams, and execa fails with a TypeError ('subprocess.stdio
 * is not iterable'), while the real error ends the process. So it is found out beforehand.
 */
function checkDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < neededDescriptors) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}
