import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa, type Options, type ResultPromise } from 'execa';
import { killLeftovers } from './leftovers.ts';
import { type MessagesApi, type Reply, startMessagesApi } from './messages-api.ts';
import { realClaude } from './real-claude.ts';

export const chorusBin = fileURLToPath(new URL('../../bin/chorus.js', import.meta.url));

export type Env = Record<string, string | undefined>;

/** What a command left behind. `exitCode` is undefined when a signal ended it. */
export interface Ran {
  exitCode: number | undefined;
  signal: NodeJS.Signals | undefined;
  stdout: string;
  stderr: string;
  /** The whole of stdout as one JSON value. */
  json<T = Record<string, unknown>>(): T;
}

export interface RunOptions {
  /** Standard input; /dev/null without it. */
  input?: string | Uint8Array;
  /** Over the sandbox's own; undefined takes a variable away. */
  env?: Env;
  cwd?: string;
  kill?: Kill;
}

/** A signal that is sent as soon as the condition holds. */
export interface Kill {
  signal: NodeJS.Signals;
  when: () => boolean;
}

/** Only ends what hangs, in ms. */
const longestRun = 240_000;

export type Spawned = ResultPromise<{ reject: false }>;

export interface SandboxOptions {
  /** The `claude` that chorus is given; the real one by default. */
  claude?: string;
  reply?: Reply;
}

export interface Sandbox extends AsyncDisposable {
  root: string;
  home: string;
  work: string;
  chorusHome: string;
  /** The whole environment of what runs in here: nothing is inherited but PATH. */
  env: Record<string, string>;
  api: MessagesApi;
  chorus: ((...args: string[]) => Promise<Ran>) & { with(options: RunOptions, ...args: string[]): Promise<Ran> };
  /** Runs a command of chorus without a process of its own: see in-process.ts. */
  inProcess: (...args: string[]) => Promise<Ran>;
  /** Starts chorus and hands over the process, which never rejects. Standard input is a pipe: end it, or ask for `stdin: 'ignore'`. */
  spawn(args: string[], options?: Options): Spawned;
  /** Runs the real `claude` by itself, as something else on the machine would. */
  claude(args: string[], input?: string, options?: Omit<RunOptions, 'input'>): Promise<Ran>;
  /** Paths of all transcripts, whatever their project. */
  transcripts(): string[];
  /** Path of the transcript of this conversation; throws if there is none. */
  transcript(sessionId: string): string;
  sessionFile(name: string): string;
  readSession<T = Record<string, unknown>>(name: string): T;
  /** The events of log.jsonl, oldest first; none if there is no log. */
  readLog<T = Record<string, unknown>>(): T[];
  dispose(): Promise<void>;
}

/** A temporary home, a working directory and a Messages API, for chorus and the real `claude` to run in. */
export async function createSandbox({ claude = realClaude(), reply }: SandboxOptions = {}): Promise<Sandbox> {
  // The real path, since `claude` names a project's folder after it: macOS keeps its temporary folder behind a link.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'chorus-')));
  const [home, work, chorusHome] = [join(root, 'home'), join(root, 'work'), join(root, 'chorus')];
  mkdirSync(home);
  mkdirSync(work);
  const api = await startMessagesApi(reply);
  const env = {
    HOME: home,
    PATH: process.env.PATH ?? '',
    CHORUS_HOME: chorusHome,
    CHORUS_CLAUDE: claude,
    ANTHROPIC_API_KEY: 'test-key',
    ANTHROPIC_BASE_URL: api.url,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
  };

  const runHere = (file: string, args: string[], options: RunOptions) =>
    run(file, args, { ...options, cwd: options.cwd ?? work, env: { ...env, ...options.env } });
  const runChorus = (options: RunOptions, args: string[]) => runHere(process.execPath, [chorusBin, ...args], options);

  const transcripts = () => {
    const projects = join(home, '.claude', 'projects');
    if (!existsSync(projects)) return [];
    const list = (folder: string) => readdirSync(folder).map((file) => join(folder, file));
    return list(projects)
      .flatMap(list)
      .filter((path) => path.endsWith('.jsonl'));
  };
  const transcript = (sessionId: string) => {
    const path = transcripts().find((candidate) => basename(candidate) === `${sessionId}.jsonl`);
    if (!path) throw new Error(`no transcript of ${sessionId}; there are: ${transcripts().join(', ')}`);
    return path;
  };
  const sessionFile = (name: string) => join(chorusHome, 'sessions', `${encodeName(name)}.json`);

  const dispose = async () => {
    killLeftovers(home);
    await api.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };

  const sandbox: Sandbox = {
    root,
    home,
    work,
    chorusHome,
    env,
    api,
    chorus: Object.assign((...args: string[]) => runChorus({}, args), {
      with: (options: RunOptions, ...args: string[]) => runChorus(options, args),
    }),
    inProcess: async (...args) => (await import('./in-process.ts')).runInProcess(sandbox, args),
    spawn: (args, options) =>
      execa(process.execPath, [chorusBin, ...args], {
        cwd: work,
        stripFinalNewline: false,
        ...options,
        env: { ...env, ...options?.env },
        extendEnv: false,
        reject: false,
      }) as Spawned,
    claude: (args, input, options = {}) => runHere(realClaude(), args, input === undefined ? options : { ...options, input }),
    transcripts,
    transcript,
    sessionFile,
    readSession: <T>(name: string) => JSON.parse(readFileSync(sessionFile(name), 'utf8')) as T,
    readLog: <T>() => {
      const log = join(chorusHome, 'log.jsonl');
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
  return sandbox;
}

async function run(file: string, args: string[], { input, env = {}, cwd = '.', kill }: RunOptions): Promise<Ran> {
  const child = execa(file, args, {
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: longestRun,
    killSignal: 'SIGKILL',
  });
  const ended = new AbortController();
  if (kill) void killWhen(child, kill, ended.signal);
  const result = await child;
  ended.abort();
  const { exitCode, signal, stdout, stderr, originalMessage } = result;
  if (result.timedOut) throw new Error(`it hangs: ${result.command}\n${stdout}${stderr}`);
  if (exitCode === undefined && signal === undefined) throw new Error(`could not run ${result.command}: ${originalMessage}`);
  return { exitCode, signal, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
}

async function killWhen(child: Pick<Spawned, 'kill'>, { signal, when }: Kill, ended: AbortSignal): Promise<void> {
  while (!when() && !ended.aborted) await sleep(5);
  child.kill(signal);
}

/** Names as chorus files them: safe where file names have no case. Written anew here, so that a change of it is noticed. */
function encodeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`).replaceAll('/', '=');
}
