import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program, ProgramCall, ProgramEnd, StartProgram } from '../../src/process/start.ts';
import { type Scenario, type Step, toBytes } from './fake-claude.ts';

/** The steps of the fake `claude` that need no process of their own. */
export type ScriptedStep = Exclude<Step, { generate: unknown } | { leave: true }>;

export type Script = Omit<Scenario, 'steps'> & { steps: ScriptedStep[] };

export interface ScriptedCall {
  argv: readonly string[];
  cwd: string | undefined;
  env: ProgramCall['env'];
  /** What it was given on standard input so far. */
  readonly input: string;
  /** The signals that it was sent while it ran, those that it ignores included. */
  readonly signals: readonly NodeJS.Signals[];
}

export interface ScriptedProgram {
  /** For `World.start`. */
  start: StartProgram;
  /** Sets what the next calls do. */
  stage(script: Script): void;
  play(release: string | null, ...steps: ScriptedStep[]): void;
  /** The calls so far, oldest first, without those of `--version`. */
  calls(): readonly ScriptedCall[];
  /** How often it was asked for its release. */
  asked(): number;
}

/**
 * A `claude` that is no process: its steps are played in this one, and signals end it as they would end a process. `CHORUS_CLAUDE` still
 * has to name an executable file, which is not run.
 */
export function scriptedProgram(release: string | null, ...steps: ScriptedStep[]): ScriptedProgram {
  const runs: { call: ProgramCall; run: ScriptedRun }[] = [];
  let script: Script = { release, steps };
  const isAsked = ({ args }: ProgramCall) => args?.[0] === '--version';
  const turns = () => runs.filter(({ call }) => !isAsked(call));
  return {
    start: async (call) => {
      const run = isAsked(call)
        ? new ScriptedRun(call, releaseSteps(script), false)
        : new ScriptedRun(call, script.steps, script.ignoreInput !== true);
      runs.push({ call, run });
      return run;
    },
    stage: (next) => {
      script = next;
    },
    play: (nextRelease, ...nextSteps) => {
      script = { release: nextRelease, steps: nextSteps };
    },
    calls: () => turns().map(({ call: { args = [], cwd, env }, run: { input, signals } }) => ({ argv: args, cwd, env, input, signals })),
    asked: () => runs.length - turns().length,
  };
}

function releaseSteps({ release }: Script): ScriptedStep[] {
  return [release === null ? { exit: 1 } : { write: `${release} (Claude Code)\n` }];
}

/** Above any pid that Linux or macOS gives. */
const scriptedPid = 2 ** 30;

/** One call of the scripted program, while it plays. */
class ScriptedRun implements Program {
  readonly pid = scriptedPid;
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly exited: Promise<ProgramEnd>;
  readonly ended: Promise<ProgramEnd>;
  readonly signals: NodeJS.Signals[] = [];
  input = '';
  readonly #call: ProgramCall;
  readonly #ignored = new Set<NodeJS.Signals>();
  readonly #gone = new AbortController();
  #exit: (end: ProgramEnd) => void = () => {};

  constructor(call: ProgramCall, steps: readonly ScriptedStep[], readsInput: boolean) {
    this.#call = call;
    const decoder = new TextDecoder();
    this.stdin = new Writable({
      write: (chunk, _, done) => {
        this.input += decoder.decode(chunk, { stream: true });
        done();
      },
    });
    const hasInput = readsInput ? new Promise((resolve) => this.stdin.once('finish', resolve)) : Promise.resolve();
    this.exited = new Promise((resolve) => {
      this.#exit = resolve;
    });
    const closed = [this.stdout, this.stderr].map((stream) => new Promise((resolve) => stream.once('close', resolve)));
    // As execa does: what nobody reads is thrown away.
    setImmediate(() => {
      for (const stream of [this.stdout, this.stderr]) if (stream.readableFlowing === null) stream.resume();
    });
    this.ended = Promise.all(closed).then(() => this.exited);
    hasInput.then(() => this.#playAll(steps)).catch((error: Error) => this.stdout.destroy(error));
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#gone.signal.aborted) return;
    this.signals.push(signal);
    if (signal === 'SIGKILL' || !this.#ignored.has(signal)) this.#end({ exitCode: undefined, signal });
  }

  unref(): void {}

  async #playAll(steps: readonly ScriptedStep[]): Promise<void> {
    for (const step of steps) if (!this.#gone.signal.aborted) await this.#play(step);
    this.#end({ exitCode: 0, signal: undefined });
  }

  async #play(step: ScriptedStep): Promise<void> {
    if ('write' in step) await this.#write(step);
    else if ('stderr' in step) this.stderr.write(step.stderr);
    else if ('pause' in step) await this.#pause(step.pause);
    else if ('ignore' in step) for (const signal of step.ignore) this.#ignored.add(signal);
    else if ('close' in step) this.stdout.end();
    else if ('exit' in step) this.#end({ exitCode: step.exit, signal: undefined });
    else if ('die' in step) this.#end({ exitCode: undefined, signal: step.die });
    else await this.exited;
  }

  async #write({ write, splitAt = [], pauseMs = 20 }: Extract<ScriptedStep, { write: unknown }>): Promise<void> {
    const outputs = Array.isArray(write) ? write : [write];
    const bytes = this.#fill(Buffer.concat(outputs.map(toBytes)));
    let start = 0;
    for (const end of [...splitAt, bytes.length]) {
      if (start > 0) await this.#pause(pauseMs);
      if (this.#gone.signal.aborted) return;
      if (!this.stdout.write(bytes.subarray(start, end))) {
        await Promise.race([new Promise((resolve) => this.stdout.once('drain', resolve)), this.exited]);
      }
      start = end;
    }
  }

  /** Puts in the conversation's id and the directory, as the fake `claude` does. */
  #fill(bytes: Buffer): Buffer {
    if (!bytes.includes('$')) return bytes;
    const { args = [], cwd = '' } = this.#call;
    const sessionId = args.map((argument) => /^--(?:session-id|resume)=(.+)$/.exec(argument)?.[1]).findLast(Boolean) ?? '';
    return Buffer.from(bytes.toString().replaceAll('$SESSION_ID', sessionId).replaceAll('$CWD', JSON.stringify(cwd).slice(1, -1)));
  }

  async #pause(ms: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([sleep(ms, undefined, { signal: timer.signal }).catch(() => {}), this.exited]);
    timer.abort();
  }

  #end(end: ProgramEnd): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.stdout.end();
    this.stderr.end();
    this.#exit(end);
  }
}
