import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import type { KeptSession, Outcome } from '../e2e/turns.ts';
import type { Exchange } from '../support/messages-api.ts';
import type { Env, Sandbox, Spawned } from '../support/sandbox.ts';
import type { Demanded, Facts, Said, Step, Truth } from './claim.ts';
import { type ClaudeLine, compareId, parseLines, turnOf } from './stream.ts';
import { findHolder, isAnswerKept, type Marks, readSnapshot, type Snapshot, viewOfHistory } from './witness.ts';

/** What is known of a call before it is judged. */
export interface Call {
  outcome: Outcome | undefined;
  /** What Claude wrote, chorus's own line left out. */
  lines: ClaudeLine[];
  /** What the model was sent meanwhile, side calls left out. */
  exchanges: Exchange[];
  /** The models that answered, side calls included. */
  answered: string[];
  stderr: string;
  exitCode: number | undefined;
  signal: string | undefined;
  before: Snapshot;
  after: Snapshot;
}

export interface About {
  step?: string;
  asked: Truth['asked'];
  /** The name of the session. */
  session: string;
  /** Marks of the turns that were answered before. */
  earlier?: readonly string[];
  /** Mark of this one. */
  own: string;
  /** The id that Claude is asked for; by default that of the session, before a resume and after a start. */
  askedId?: string | null;
  /** For a fork: the conversation that it branches from. */
  original?: string;
  refusal?: Truth['refusal'];
  because?: string;
  /** How the turn ended, where the scenario ended it; else what Claude wrote tells. */
  turn?: string | (() => string);
  exitCode?: number;
  facts?: (call: Call) => SaidAndTrue | Promise<SaidAndTrue>;
  /** By default: the whole history, an answer; where chorus has to refuse, that nothing is sent. */
  demanded?: Partial<Demanded>;
}

export interface SaidAndTrue {
  said: Facts;
  truth: Facts;
}

export interface CallOptions {
  input?: string;
  env?: Env;
  cwd?: string;
  /** Does something while the call runs. */
  meanwhile?: (child: Spawned, asked: () => boolean) => Promise<void>;
}

/** No call of a scenario takes as long, however busy the machine is. */
const longestCall = 120_000;

/** A sandbox, and a memory of all prompts that were sent in it. */
export class Scene {
  readonly box: Sandbox;
  readonly #marks: string[] = [];

  constructor(box: Sandbox) {
    this.box = box;
  }

  /** Makes turns that are no part of what is judged. @throws Error where one fails. */
  async prepare(name: string, marks: readonly string[], ...settings: string[]): Promise<void> {
    for (const [index, mark] of marks.entries()) {
      this.know(mark);
      const args = index === 0 ? ['new', name, mark, ...settings] : ['resume', name, mark];
      const { exitCode, stderr } = await this.run(args);
      if (exitCode !== 0) throw new Error(`chorus ${args.join(' ')}: exit ${exitCode}\n${stderr}`);
    }
  }

  /** One more turn that is no part of what is judged. */
  async prepareNext(name: string, mark: string): Promise<void> {
    this.know(mark);
    const { exitCode, stderr } = await this.run(['resume', name, mark]);
    if (exitCode !== 0) throw new Error(`chorus resume ${name} ${mark}: exit ${exitCode}\n${stderr}`);
  }

  know(mark: string): void {
    if (!this.#marks.includes(mark)) this.#marks.push(mark);
  }

  /** Runs chorus, and judges what it said. `args` without `--stream`. */
  async turn(args: readonly string[], about: About, options: CallOptions = {}): Promise<Step> {
    this.know(about.own);
    const idBefore = this.idOf(about.session);
    const call = await this.call(args, about.own, options);
    const asksForOld = about.asked === 'resume';
    const askedId = about.askedId === undefined ? (asksForOld ? idBefore : this.idOf(about.session)) : about.askedId;
    return this.judge(call, about, askedId ?? null);
  }

  async call(args: readonly string[], mark: string, { input, env, cwd, meanwhile }: CallOptions = {}): Promise<Call> {
    const before = this.snapshot();
    const [asked, answered] = [this.box.api.exchanges.length, this.box.api.answered.length];
    const child = this.box.spawn([...args, '--stream'], {
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      ...(env ? { env } : {}),
      ...(cwd ? { cwd } : {}),
      timeout: longestCall,
      killSignal: 'SIGKILL',
    });
    const newExchanges = () => this.box.api.exchanges.slice(asked).filter((each) => isAbout(each, mark));
    if (meanwhile) await meanwhile(child, () => newExchanges().length > 0);
    const { exitCode, signal, stdout, stderr, timedOut } = await child;
    if (timedOut) throw new Error(`still running after ${longestCall / 1000} s: chorus ${args.join(' ')}`);
    const lines = parseLines(String(stdout));
    return {
      outcome: lines.find(({ type }) => type === 'chorus') as Outcome | undefined,
      lines: lines.filter(({ type }) => type !== 'chorus'),
      exchanges: newExchanges(),
      answered: this.box.api.answered.slice(answered),
      stderr: String(stderr),
      exitCode,
      signal,
      before,
      after: this.snapshot(),
    };
  }

  async judge(call: Call, about: About, askedId: string | null): Promise<Step> {
    const facts = (await about.facts?.(call)) ?? { said: {}, truth: {} };
    const isRefused = call.outcome === undefined;
    const said = whatWasSaid(call);
    const { answer, sessionId, ...truth } = this.witness(call, about, askedId);
    const told = this.#whatIsToldAnyway(call, said, { ...truth, answer, sessionId });
    return {
      step: about.step ?? about.own,
      said: { ...said, facts: { ...told.said, ...facts.said } },
      truth: { ...truth, facts: { ...told.truth, ...facts.truth } },
      demanded: demandedOf(about),
      naive:
        askedId === null || isRefused || about.asked === 'fork'
          ? null
          : { init: compareId(call.lines, 'init', askedId), result: compareId(call.lines, 'result', askedId) },
    };
  }

  /** In every call: the answer, and the conversation that the next turn is to go on with. */
  #whatIsToldAnyway({ outcome }: Call, { verdict }: Omit<Said, 'facts'>, { turn, answer, sessionId }: Witnessed): SaidAndTrue {
    const isFollowed = outcome !== undefined && sessionId !== undefined && followed.includes(verdict);
    const isAnswered = turn === 'ok' && answer !== undefined;
    return {
      said: {
        ...(isAnswered ? { answer: outcome?.turn.result ?? null } : {}),
        ...(isFollowed ? { follows: outcome.sessionId === sessionId } : {}),
      },
      truth: { ...(isAnswered ? { answer } : {}), ...(isFollowed ? { follows: true } : {}) },
    };
  }

  /** What was true of a call. */
  witness(call: Pick<Call, 'before' | 'after' | 'exchanges' | 'lines'>, about: About, askedId: string | null): Witnessed {
    const marks: Marks = { earlier: about.earlier ?? [], own: about.own, all: this.#marks };
    const { view: kept, said, sessionId, answer } = findHolder(call.before, call.after, marks, askedId);
    const isThere = (id: string | null | undefined) =>
      [...call.before].some(([path, records]) => path.includes(`${id}.jsonl`) && records.length > 0);
    const holderWasThere = [...call.before.keys()].some((path) => path.includes(`${sessionId}.jsonl`));
    const history = call.exchanges[0]?.history;
    return {
      asked: about.asked,
      there: isThere(about.original ?? askedId),
      saw: history ? viewOfHistory(history, marks) : 'nothing',
      kept,
      keptTip: isLastAnswer(said, marks.earlier.at(-1)),
      keptIn: sessionId === undefined ? 'none' : sessionId === askedId ? 'asked' : holderWasThere ? 'other' : 'new',
      originalChanged: about.original !== undefined && contentOf(call.before, about.original) !== contentOf(call.after, about.original),
      refusal: about.refusal ?? null,
      ...(about.because === undefined ? {} : { because: about.because }),
      answer,
      sessionId,
      turn: typeof about.turn === 'function' ? about.turn() : (about.turn ?? turnOf(call.lines)),
      ...(about.exitCode === undefined ? {} : { exitCode: about.exitCode }),
    };
  }

  /** Whether an answer to this prompt stands in some transcript. */
  holdsAnswer(snapshot: Snapshot, own: string): boolean {
    return isAnswerKept(snapshot, { own, all: this.#marks });
  }

  snapshot(): Snapshot {
    return readSnapshot(this.box.transcripts());
  }

  /** Runs chorus without judging it. */
  async run(args: readonly string[], options: { env?: Env; cwd?: string } = {}) {
    return this.box.spawn([...args], { stdin: 'ignore', timeout: longestCall, killSignal: 'SIGKILL', ...options } as never);
  }

  /** Runs the `claude` of this scenario by itself. */
  async bare(
    args: readonly string[],
    input = '',
    home = this.box.home,
  ): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
    const { CHORUS_CLAUDE: claude = '', ...env } = this.box.env;
    const options = {
      input,
      cwd: this.box.work,
      env: { ...env, HOME: home },
      extendEnv: false,
      reject: false,
      timeout: longestCall,
    } as const;
    const { exitCode, stdout, stderr } = await execa(claude, [...args], options);
    return { exitCode, stdout, stderr };
  }

  /** Whether chorus has to refuse an option, since `claude` by itself says that it has none of that name. */
  async refusalOf(...args: string[]): Promise<Truth['refusal']> {
    const { stderr } = await this.bare(['-p', ...args], 'flag');
    return /unknown option/.test(stderr) ? 'release' : null;
  }

  kept(name: string): KeptSession {
    return this.box.readSession<KeptSession>(name);
  }

  edit(name: string, changes: object): void {
    writeFileSync(this.box.sessionFile(name), JSON.stringify({ ...this.kept(name), ...changes }));
  }

  transcriptOf(name: string): string {
    return this.box.transcript(this.kept(name).sessionId);
  }

  idOf(name: string): string | undefined {
    try {
      return this.kept(name).sessionId;
    } catch {
      return undefined;
    }
  }
}

/** What was true, and by what it is known. */
type Witnessed = Omit<Truth, 'facts'> & { answer: string | undefined; sessionId: string | undefined };

/** Whether the answer to the last turn of before is right behind the prompt of this one. */
function isLastAnswer(said: readonly string[], mark: string | undefined): boolean {
  return mark !== undefined && said.slice(0, -1).includes(`reply to: ${mark}`);
}

/** With these, the conversation goes on from the answer. */
const followed = ['started', 'restarted', 'resumed', 'forked', 'branched', 'truncated'];

export function demandedOf({ asked, refusal, turn, demanded }: About): Demanded {
  const saw = asked === 'start' || asked === 'restart' ? 'blank' : 'whole';
  return { saw: refusal ? 'nothing' : saw, turn: refusal ? null : typeof turn === 'string' ? turn : 'ok', facts: {}, ...demanded };
}

function whatWasSaid({ outcome, stderr, exitCode }: Call): Omit<Said, 'facts'> {
  const [firstLine = ''] = stderr.split('\n');
  if (!outcome)
    return {
      // It may have fallen over, too.
      verdict: firstLine.startsWith('chorus: ') ? 'refused' : 'nothing',
      reason: firstLine.replace('chorus: ', ''),
      turn: '',
      exitCode: exitCode ?? null,
      restored: false,
      lineage: '',
    };
  const { verdict, turn } = outcome;
  return {
    verdict: verdict.status,
    reason: verdict.reason,
    turn: turn.status,
    exitCode: exitCode ?? null,
    restored: verdict.restored,
    lineage: verdict.evidence.lineage,
  };
}

/** Titles and classifiers are asked about the prompt as well, with few tools or none. */
function isAbout({ prompt, tools, history }: Exchange, mark: string): boolean {
  return tools.length > 2 && (new RegExp(`\\b${mark}\\b`).test(prompt) || history.some((line) => new RegExp(`\\b${mark}\\b`).test(line)));
}

function contentOf(snapshot: Snapshot, id: string): string {
  const records = [...snapshot].find(([path]) => path.includes(`${id}.jsonl`))?.[1] ?? [];
  // Titles and markers of the last prompt may come and go: a conversation is what chains.
  return JSON.stringify(records.filter(({ uuid }) => uuid !== undefined));
}
