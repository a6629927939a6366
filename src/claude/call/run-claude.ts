import type { OutputHolder } from '../../core/notices.ts';
import { tellingLine } from '../../core/telling-line.ts';
import { type ChorusError, chorusError } from '../../errors.ts';
import { consume, keepEnds } from '../../process/child-output.ts';
import { Ending } from '../../process/ending.ts';
import { LettingGo } from '../../process/letting-go.ts';
import type { Program, ProgramCall, StartProgram } from '../../process/start.ts';
import { afterReading, timerMs } from '../../process/timer.ts';
import { Watchdog } from '../../process/watchdog.ts';
import { claudeEnvironment } from './environment.ts';
import type { Installation } from './locate.ts';

/** Needed for every call of `claude`. */
interface ClaudeStart {
  start: StartProgram;
  installation: Installation;
  /** The caller's environment. */
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** A call for a conversation. */
interface ConversationCall extends ClaudeStart {
  argv: readonly string[];
  /** A file whose lock the child must share, so that a `claude` that outlives chorus still holds it. */
  lockFd?: number | undefined;
  /** Subscribes to the signals that ask chorus to end. @returns a function that unsubscribes. */
  onSignal?: ((handler: (signal: NodeJS.Signals) => void) => () => void) | undefined;
}

interface ClaudeCall extends ConversationCall {
  /** The prompt. */
  input: string;
  /** Ends the call after this many seconds. */
  timeout?: number | undefined;
  /** Ends a call that writes nothing for this many seconds. */
  idleTimeout?: number | undefined;
  /** Called once the process runs. */
  onRunning?: ((running: RunningClaude) => void) | undefined;
  /** Called once the process has ended. Its output may not be read to the end yet. */
  onExited?: (() => void) | undefined;
  /** Called if processes that it left behind keep its output open. Empty if it is not known which. */
  onOutputLeft?: ((holders: readonly OutputHolder[]) => void) | undefined;
  /** Whether the turn is over and `claude` merely lingers: ending it then is not an interruption. */
  isDone: () => boolean;
  /** Standard output as it arrives, one chunk at a time. A promise pauses `claude` until it resolves. */
  onStdout: (chunk: Buffer) => void | Promise<void>;
}

export interface RunningClaude {
  /** Ends it after its turn. This is not an interruption. */
  stop(): void;
}

interface ClaudeEnd {
  exitCode: number | undefined;
  /** The signal that ended `claude`. */
  signal: string | undefined;
  timedOut: boolean;
  /** Whether it was ended because it wrote nothing for `idleTimeout`. */
  wasIdle: boolean;
  /** The signal that asked chorus to end, and was passed on to `claude`. */
  interruptedBy: NodeJS.Signals | undefined;
  stderr: string;
}

/** Starts `claude`, gives it the prompt, passes its output on, and ends it when asked. @throws ChorusError (127) */
export async function runClaude(call: ClaudeCall): Promise<ClaudeEnd> {
  // Its own process group: Ctrl-C at the terminal reaches only chorus, which passes it on once.
  const program = await startClaude(call, call.argv, { stdin: 'pipe', output: 'pipe', ownGroup: true, sharedFds: fdsOf(call) });
  const ending = new Ending(program);
  const end = { timedOut: false, wasIdle: false, interruptedBy: undefined as NodeJS.Signals | undefined };
  const endLate = (wasIdle: boolean) => {
    if (ending.isAsked) return;
    if (!call.isDone()) Object.assign(end, { timedOut: true, wasIdle });
    ending.ask('SIGINT');
  };
  const lettingGo = new LettingGo(program, {
    // What a `claude` that was killed would still have said will not come; one that ended by itself may be a wrapper of the real one.
    isComplete: ({ signal }) => call.isDone() || signal !== undefined,
    onLeft: (holders) => call.onOutputLeft?.(holders),
  });
  void program.exited.then(() => call.onExited?.());
  let wasSignalled = false;
  const unsubscribe = call.onSignal?.((signal) => {
    if (wasSignalled) return ending.kill();
    wasSignalled = true;
    if (!call.isDone()) end.interruptedBy = signal;
    ending.ask(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
  });
  const timer = call.timeout === undefined ? undefined : setTimeout(() => afterReading(() => endLate(false)), timerMs(call.timeout));
  const watchdog = new Watchdog(call.idleTimeout, () => {
    // A paused stdout is our own back-pressure: silence is not idleness.
    if (call.isDone() || program.stdout?.isPaused()) return 'watch';
    endLate(true);
    return 'rest';
  });
  const stderr = keepEnds(program.stderr);
  program.stdin?.end(call.input);
  call.onRunning?.({ stop: () => ending.ask('SIGTERM') });
  try {
    await consume(program.stdout, (chunk) => {
      watchdog.feed();
      const taken = call.onStdout(chunk);
      if (taken) return taken.then(() => lettingGo.look());
      lettingGo.look();
    });
    return { ...(await program.ended), ...end, stderr: stderr() };
  } catch (error) {
    ending.kill();
    throw error;
  } finally {
    unsubscribe?.();
    clearTimeout(timer);
    watchdog.stop();
    lettingGo.stop();
    ending.finish();
  }
}

interface OpenCall extends ConversationCall {
  /** Called once the process runs. */
  onRunning?: (() => void) | undefined;
}

type OpenEnd = Pick<ClaudeEnd, 'exitCode' | 'signal' | 'interruptedBy'>;

/** How long an interactive `claude` may take to end when asked, in ms. */
const openGrace = 5000;

/**
 * Opens `claude` for a person. It has the terminal and stays in the process group of chorus, so that Ctrl-Z stops both and `fg` wakes
 * both. Ctrl-C is for Claude; other signals that ask chorus to end are passed on. @throws ChorusError (127)
 */
export async function openClaude(call: OpenCall): Promise<OpenEnd> {
  const program = await startClaude(call, call.argv, { stdin: 'inherit', output: 'inherit', sharedFds: fdsOf(call) });
  let interruptedBy: NodeJS.Signals | undefined;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = call.onSignal?.((signal) => {
    if (signal === 'SIGINT') return;
    interruptedBy ??= signal;
    program.kill(timer ? 'SIGKILL' : signal);
    timer ??= setTimeout(() => program.kill('SIGKILL'), openGrace);
  });
  try {
    call.onRunning?.();
    return { ...(await program.ended), interruptedBy };
  } finally {
    unsubscribe?.();
    clearTimeout(timer);
  }
}

/** How long `claude --version` may take, in ms. */
const releasePatience = 20_000;

/** The release that the installation reports, e.g. `2.1.329`; undefined if it reports none. @throws ChorusError (127) if it cannot be started */
export async function askRelease(claude: ClaudeStart): Promise<string | undefined> {
  return releaseIn((await askVersion(claude)).stdout);
}

/**
 * Checks that `claude` runs at all: that `--version` succeeds, or at least reports a release. `/usr/bin/false` prints a version of its own.
 * @returns the release, as `askRelease`.
 * @throws ChorusError (127)
 */
export async function checkRuns(claude: ClaudeStart): Promise<string | undefined> {
  const { stdout, stderr, exitCode, signal, isLate } = await askVersion(claude);
  const release = releaseIn(stdout);
  if (release === undefined && exitCode !== 0 && !isLate) throw cannotRun(claude.installation.path, { exitCode, signal, stderr });
  return release;
}

function releaseIn(version: string): string | undefined {
  return /\b(\d+\.\d+\.\d+)\b/.exec(version)?.[1];
}

async function askVersion(claude: ClaudeStart) {
  const program = await startClaude(claude, ['--version'], { stdin: 'ignore', output: 'pipe' });
  const ending = new Ending(program);
  const timer = setTimeout(() => ending.ask('SIGTERM'), releasePatience);
  const lettingGo = new LettingGo(program, { isComplete: () => true, onLeft: () => {} });
  const [stdout, stderr] = [keepEnds(program.stdout), keepEnds(program.stderr)];
  try {
    const end = await program.ended;
    return { ...end, stdout: stdout(), stderr: stderr(), isLate: ending.isAsked };
  } finally {
    clearTimeout(timer);
    lettingGo.stop();
    ending.finish();
  }
}

type Manner = Pick<ProgramCall, 'stdin' | 'output' | 'ownGroup' | 'sharedFds'>;

async function startClaude(
  { start, installation: { path }, env, cwd }: ClaudeStart,
  args: readonly string[],
  manner: Manner,
): Promise<Program> {
  try {
    return await start({ file: path, args, cwd, env: claudeEnvironment(env), ...manner });
  } catch (cause) {
    throw startError(path, cause);
  }
}

function fdsOf({ lockFd }: ConversationCall): number[] {
  return lockFd === undefined ? [] : [lockFd];
}

function cannotRun(
  path: string,
  { exitCode, signal, stderr }: { exitCode: number | undefined; signal: string | undefined; stderr: string },
): ChorusError {
  const said = tellingLine(stderr);
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return chorusError(
    'claude-not-startable',
    `${path} cannot run: --version ${how}${said ? `, and said: ${said}` : ''}`,
    'Install it again: npm install -g @anthropic-ai/claude-code. Or set CHORUS_CLAUDE to the path of a claude that runs.',
  );
}

function startError(path: string, cause: unknown): ChorusError {
  const { code } = cause as NodeJS.ErrnoException;
  const hint =
    code === 'EMFILE' || code === 'ENFILE'
      ? 'Too many files are open. Raise the limit: ulimit -n 1024.'
      : 'Check that it runs by itself: claude --version. Set CHORUS_CLAUDE to use another binary.';
  return chorusError('claude-not-startable', `${path} could not be started`, hint, cause);
}
