import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Options } from 'execa';
import { type ChorusError, chorusError } from '../../errors.ts';
import { consume, keepEnd } from '../../process/child-output.ts';
import { Ending } from '../../process/ending.ts';
import { timerMs } from '../../process/timer.ts';
import { Watchdog } from '../../process/watchdog.ts';
import { claudeEnvironment } from './environment.ts';
import type { Installation } from './locate.ts';

export interface ClaudeCall {
  installation: Installation;
  argv: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The prompt. */
  input: string;
  /** A file whose lock the child has to share, so that a `claude` that outlives chorus still holds it. */
  lockFd?: number | undefined;
  /** Ends the call after so many seconds. */
  timeout?: number | undefined;
  /** Ends a call of which nothing came for so many seconds. */
  idleTimeout?: number | undefined;
  /** The process runs. */
  onRunning?: ((running: RunningClaude) => void) | undefined;
  /** Subscribes to signals that ask chorus to end; what it returns unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
  /** Whether the turn is over, and `claude` merely lingers: ending it then is no interruption. */
  isDone: () => boolean;
  /** Standard output, as it comes, one chunk at a time. A promise holds `claude` back until it is kept. */
  onStdout: (chunk: Buffer) => void | Promise<void>;
}

export interface RunningClaude {
  /** Ends it, though its turn is over: that is no interruption. */
  stop(): void;
}

export interface ClaudeEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  timedOut: boolean;
  /** It was ended since nothing came any more. */
  wasIdle: boolean;
  /** The signal that asked chorus to end, and was passed on. */
  interruptedBy: NodeJS.Signals | undefined;
  stderr: string;
}

/** Starts `claude` without a shell, gives it the prompt, passes its output on, and ends it when asked. */
export async function runClaude(call: ClaudeCall): Promise<ClaudeEnd> {
  const { child, ended } = process.platform === 'win32' ? await startByExeca(call) : start(call);
  const ending = new Ending(child);
  const end = { timedOut: false, wasIdle: false, interruptedBy: undefined as NodeJS.Signals | undefined };
  const endLate = (wasIdle: boolean) => {
    if (ending.isAsked) return;
    if (!call.isDone()) Object.assign(end, { timedOut: true, wasIdle });
    ending.ask('SIGINT');
  };
  let wasSignalled = false;
  const unsubscribe = call.onSignal?.((signal) => {
    if (wasSignalled) return ending.kill();
    wasSignalled = true;
    if (!call.isDone()) end.interruptedBy = signal;
    ending.ask(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  });
  const timer = call.timeout === undefined ? undefined : setTimeout(() => endLate(false), timerMs(call.timeout));
  const stdout = child.stdout as Readable;
  const watchdog = new Watchdog(call.idleTimeout, () => {
    // What is held back can't come.
    if (call.isDone() || stdout.isPaused()) return 'watch';
    endLate(true);
    return 'rest';
  });
  const stderr = keepEnd(child.stderr as NodeJS.ReadableStream);
  call.onRunning?.({ stop: () => ending.ask('SIGTERM') });
  try {
    await consume(stdout, (chunk) => {
      watchdog.feed();
      return call.onStdout(chunk);
    });
    return { ...(await ended), ...end, stderr: stderr() };
  } catch (error) {
    ending.kill();
    throw error;
  } finally {
    unsubscribe?.();
    clearTimeout(timer);
    watchdog.stop();
    ending.finish();
  }
}

export interface OpenCall extends Pick<ClaudeCall, 'installation' | 'argv' | 'cwd' | 'env' | 'lockFd' | 'onSignal'> {
  /** The process runs. */
  onRunning?: (() => void) | undefined;
}

export type OpenEnd = Pick<ClaudeEnd, 'exitCode' | 'signal' | 'interruptedBy'>;

/** How long an interactive `claude` that was asked to end has for it, in ms. */
const openGrace = 5000;

/**
 * Opens `claude` for a person: the terminal is its own, in the same process group, so that Ctrl-Z stops, and `fg` wakes, both. Ctrl-C
 * is Claude's; other signals that ask chorus to end are passed on.
 */
export async function openClaude({ installation, argv, cwd, env, lockFd, onSignal, onRunning }: OpenCall): Promise<OpenEnd> {
  const { execa } = await import('execa');
  const child = execa(installation.path, argv, {
    cwd,
    env: claudeEnvironment(env) as Record<string, string>,
    extendEnv: false,
    reject: false,
    buffer: false,
    cleanup: false,
    stdio: ['inherit', 'inherit', 'inherit', ...(lockFd === undefined ? [] : [lockFd as 1])],
  });
  let interruptedBy: NodeJS.Signals | undefined;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = onSignal?.((signal) => {
    if (signal === 'SIGINT') return;
    interruptedBy ??= signal;
    child.kill(timer ? 'SIGKILL' : signal);
    timer ??= setTimeout(() => child.kill('SIGKILL'), openGrace);
  });
  try {
    onRunning?.();
    const result = await child;
    if (result.failed && child.pid === undefined) throw startError(installation, result.cause);
    return { exitCode: result.exitCode, signal: result.signal, interruptedBy };
  } finally {
    unsubscribe?.();
    clearTimeout(timer);
  }
}

/** The release that the installation says it is, e.g. `2.1.329`; undefined if it does not tell. */
export async function askRelease(installation: Installation, env: NodeJS.ProcessEnv, cwd: string): Promise<string | undefined> {
  const { execa } = await import('execa');
  const result = await execa(installation.path, ['--version'], {
    cwd,
    env: claudeEnvironment(env) as Record<string, string>,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 20_000,
    maxBuffer: 10_000,
  });
  if (result.failed && result.exitCode === undefined && !result.timedOut && !result.signal) throw startError(installation, result.cause);
  return /\b(\d+\.\d+\.\d+)\b/.exec(result.stdout ?? '')?.[1];
}

interface Started {
  child: Pick<ChildProcess, 'pid' | 'exitCode' | 'signalCode' | 'stdout' | 'stderr' | 'once'>;
  /** It has ended, and all that it wrote was read. */
  ended: Promise<Pick<ClaudeEnd, 'exitCode' | 'signal'>>;
}

/** With what Node has: every turn waits for it, and to load and run execa takes longer than the rest that is done before. */
function start(call: ClaudeCall): Started {
  let child: ChildProcess;
  try {
    child = spawn(call.installation.path, call.argv, childOptions(call));
  } catch (cause) {
    throw startError(call.installation, cause);
  }
  const ended = new Promise<Pick<ClaudeEnd, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.on('error', (cause) => {
      if (child.pid === undefined) reject(startError(call.installation, cause));
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined }));
  });
  // Where reading fails first, nobody waits for it.
  ended.catch(() => {});
  // One that ends without reading its prompt says why by its end.
  child.stdin?.on('error', () => {});
  child.stdin?.end(call.input);
  return { child, ended };
}

/** On Windows `claude` may be a script, and execa knows how to start one. */
async function startByExeca(call: ClaudeCall): Promise<Started> {
  const { execa } = await import('execa');
  const options = {
    ...(childOptions(call) as Options),
    extendEnv: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    cleanup: false,
    input: call.input,
    stripFinalNewline: false,
  } as const satisfies Options;
  const child = execa(call.installation.path, call.argv, options);
  const ended = child.then(({ failed, cause, exitCode, signal }) => {
    if (failed && child.pid === undefined) throw startError(call.installation, cause);
    return { exitCode, signal };
  });
  ended.catch(() => {});
  return { child, ended };
}

function childOptions(call: ClaudeCall): SpawnOptions {
  return {
    cwd: call.cwd,
    env: claudeEnvironment(call.env),
    // A process group of its own: Ctrl-C on the terminal reaches chorus alone, which passes it on once.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe', ...(call.lockFd === undefined ? [] : [call.lockFd])],
  };
}

function startError({ path }: Installation, cause: unknown): ChorusError {
  return chorusError(
    'claude-not-startable',
    `${path} could not be started`,
    'See whether it runs by itself: claude --version. CHORUS_CLAUDE names another binary.',
    cause,
  );
}
