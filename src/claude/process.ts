import type { Readable } from 'node:stream';
import { execa, type Options } from 'execa';
import { ChorusError, exitCodes } from '../errors.ts';
import { claudeEnvironment } from './environment.ts';
import type { Installation } from './locate.ts';

/** How long a `claude` that was asked to end has for it, in ms. After SIGINT it finishes its turn, which takes longer. */
const grace = { SIGINT: 10_000, SIGTERM: 5000 } as const;

/** How much of what `claude` writes on standard error is kept, in bytes: the end of it says why it failed. */
const keptStderr = 64 * 1024;

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
  /** Subscribes to signals that ask chorus to end; what it returns unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
  /** Whether the turn is over, and `claude` merely lingers: ending it then is no interruption. */
  isDone: () => boolean;
  /** Standard output, as it comes, one chunk at a time. A promise holds `claude` back until it is kept. */
  onStdout: (chunk: Buffer) => void | Promise<void>;
}

export interface ClaudeEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  timedOut: boolean;
  /** The signal that asked chorus to end, and was passed on. */
  interruptedBy: NodeJS.Signals | undefined;
  stderr: string;
}

/** Starts `claude` without a shell, gives it the prompt, passes its output on, and ends it when asked. */
export async function runClaude(call: ClaudeCall): Promise<ClaudeEnd> {
  const child = execa(call.installation.path, call.argv, childOptions(call));
  const group = killer(child.pid);
  const end: Pick<ClaudeEnd, 'timedOut' | 'interruptedBy'> = { timedOut: false, interruptedBy: undefined };
  const timers: NodeJS.Timeout[] = [];
  let isEnding = false;
  const endSoon = (signal: keyof typeof grace) => {
    isEnding = true;
    group(signal);
    timers.push(setTimeout(() => group('SIGKILL'), grace[signal]));
    // What `claude` started may live on, and keep its standard output open.
    const letGo = () => timers.push(setTimeout(() => child.stdout?.destroy(), 500));
    if (child.exitCode === null && child.signalCode === null) child.once('exit', letGo);
    else letGo();
  };
  let wasAsked = false;
  const unsubscribe = call.onSignal?.((signal) => {
    if (wasAsked) return group('SIGKILL');
    wasAsked = true;
    if (!call.isDone()) end.interruptedBy = signal;
    // SIGINT lets Claude end its turn with a result; after SIGTERM there is none.
    endSoon(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  });
  if (call.timeout !== undefined) {
    const ms = Math.min(call.timeout * 1000, 2 ** 31 - 1);
    timers.push(
      setTimeout(() => {
        end.timedOut = !call.isDone();
        endSoon('SIGINT');
      }, ms),
    );
  }
  const stderr = keepEnd(child.stderr as NodeJS.ReadableStream);
  try {
    await consume(child.stdout as Readable, call.onStdout);
    const result = await child;
    if (result.failed && child.pid === undefined) throw startError(call.installation, result.cause);
    if (isEnding) group('SIGKILL');
    return { exitCode: result.exitCode, signal: result.signal, ...end, stderr: stderr() };
  } catch (error) {
    group('SIGKILL');
    throw error;
  } finally {
    unsubscribe?.();
    timers.forEach(clearTimeout);
  }
}

/** The release that the installation says it is, e.g. `2.1.329`; undefined if it does not tell. */
export async function askRelease(installation: Installation, env: NodeJS.ProcessEnv, cwd: string): Promise<string | undefined> {
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

function childOptions(call: ClaudeCall) {
  return {
    cwd: call.cwd,
    env: claudeEnvironment(call.env) as Record<string, string>,
    extendEnv: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    // A process group of its own: Ctrl-C on the terminal reaches chorus alone, which passes it on once.
    detached: process.platform !== 'win32',
    cleanup: false,
    input: call.input,
    // Integers are passed on as they are; execa's types know them for the first three alone.
    stdio: ['pipe', 'pipe', 'pipe', ...(call.lockFd === undefined ? [] : [call.lockFd as 1])],
    stripFinalNewline: false,
  } as const satisfies Options;
}

/**
 * Reads a stream to its end, one chunk after the other. By events: an iterator costs more than the work itself where the chunks are
 * small. A paused stream is no promise: node resumes it when the process ends, so what comes while a chunk is taken has to queue.
 */
function consume(stream: Readable, take: ClaudeCall['onStdout']): Promise<void> {
  return new Promise((resolve, reject) => {
    let taking: Promise<void> | undefined;
    const hold = (work: Promise<void>) => {
      taking = work;
      stream.pause();
      work.then(() => {
        if (taking !== work) return;
        taking = undefined;
        stream.resume();
      }, reject);
    };
    stream.on('data', (chunk: Buffer) => {
      try {
        const work = taking ? taking.then(() => take(chunk)) : take(chunk);
        if (work) hold(work);
      } catch (error) {
        reject(error);
      }
    });
    const finish = (): void => {
      if (taking) taking.then(finish, reject);
      else resolve();
    };
    stream.once('end', finish);
    stream.once('close', finish);
    stream.once('error', reject);
  });
}

function killer(pid: number | undefined): (signal: NodeJS.Signals) => void {
  return (signal) => {
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
}

function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-keptStderr);
  });
  return () => kept.toString();
}

function startError({ path }: Installation, cause: unknown): ChorusError {
  return new ChorusError(`${path} could not be started`, {
    exitCode: exitCodes.claudeNotFound,
    hint: 'See whether it runs by itself: claude --version. CHORUS_CLAUDE names another binary.',
    cause,
  });
}
