import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Options } from 'execa';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `inherit`: chorus's own; `ignore`: /dev/null. */
type Stdio = 'pipe' | 'inherit' | 'ignore';

/** The first descriptor after the standard ones. In chorus itself it is one of Node's own, which opens some before anything is loaded. */
export const firstSharedFd = 3;

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
  /** Descriptors that the program gets as `firstSharedFd` and those that follow, to share their locks. */
  sharedFds?: readonly number[];
  /** On POSIX it leads its own process group: Ctrl-C does not reach it, and `kill` ends the whole group. */
  ownGroup?: boolean;
  /** `file` is a command line, for the shell. */
  shell?: boolean;
}

export interface ProgramEnd {
  /** Undefined if a signal ended it. */
  exitCode: number | undefined;
  signal: NodeJS.Signals | undefined;
}

/** A running program. Streams are null unless requested as a `pipe`. */
export interface Program {
  readonly pid: number;
  /** Write errors (a program that ended without reading) are dropped: how the program ends says more. */
  readonly stdin: Writable | null;
  /** Raw bytes. Read them in the tick in which `start` resolves: anything nobody reads is thrown away. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** The process has ended. Its children may still hold its output open. */
  readonly exited: Promise<ProgramEnd>;
  /** The process has ended, and all its output was read. */
  readonly ended: Promise<ProgramEnd>;
  /** Sends a signal, to the whole group if it has one, even after the program itself has ended. */
  kill(signal: NodeJS.Signals): void;
  /** Chorus may end before it. */
  unref(): void;
}

/** Starts a program. Rejects with the system's error (`ENOENT`, `EMFILE`, …) if it could not be started. */
export type StartProgram = (call: ProgramCall) => Promise<Program>;

/** Every program that chorus starts is started here, on every platform. */
export const startProgram: StartProgram = async (call) => {
  // Loaded late: only a command that starts something pays for it.
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

/** This folder decides who reads and who ends what: execa's own buffers, timers and clean-up are off. */
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

/** Starting a program takes three pipes, and a fourth on which the system reports whether it could be started. */
const neededDescriptors = 8;

/**
 * If a process has too many open files, Node gives execa a child without streams, and execa fails with a TypeError ('subprocess.stdio
 * is not iterable'), while the real error ends the process. So this checks beforehand.
 */
function checkDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < neededDescriptors) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}
