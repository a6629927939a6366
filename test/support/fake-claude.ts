import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An object is written as a line of JSON; a string (which may be a cut line) and bytes as they are. */
export type Output = object | string | Uint8Array;

/** `$SESSION_ID` and `$CWD` stand for those of the call, in a `write` without bytes in it. */
export type Step =
  | { write: Output | Output[]; splitAt?: number[]; pauseMs?: number }
  /** Exactly so many bytes of valid lines, as fast as the reader takes them. */
  | { generate: { bytes: number; minLine: number; maxLine: number } }
  | { stderr: string }
  | { pause: number }
  /** Waits until the test says `letGo` with that word. */
  | { waitFor: string }
  | { ignore: NodeJS.Signals[] }
  | { hang: true }
  /** Leaves a process behind that keeps standard output open, in a process group of its own. */
  | { leave: true }
  /** Closes standard output, and goes on. */
  | { close: true }
  | { exit: number }
  | { die: NodeJS.Signals };

export interface Scenario {
  /** What `--version` tells; null makes it fail. */
  release: string | null;
  /** It tells its release only when the test says `letGo` with that word. */
  releaseWaitsFor?: string;
  /** Leaves standard input unread. */
  ignoreInput?: boolean;
  steps: Step[];
}

export interface FakeCall {
  argv: string[];
  cwd: string;
  envKeys: string[];
  stdin: string;
  pid: number;
}

/** Puts a `claude` into `dir` that does what the real one can't be made to do. Gives its path. */
export function createFakeClaude(dir: string, { steps, ...scenario }: Scenario): string {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'scenario.json'), JSON.stringify({ ...scenario, steps: steps.map(encodeStep) }));
  const path = join(dir, 'claude');
  copyFileSync(fileURLToPath(new URL('./fake-claude-program.cjs', import.meta.url)), path);
  chmodSync(path, 0o755);
  return path;
}

/** Lets the fake in `dir` go on that waits for `word`. */
export function letGo(dir: string, word: string): void {
  writeFileSync(join(dir, `go-${word}`), '');
}

/** Whether the fake in `dir` came to its `hang` or `leave`: a time limit that passed before was too short for this machine. */
export function hasReachedHang(dir: string): boolean {
  return existsSync(join(dir, 'reached'));
}

/** The calls so far, oldest first, those of `--version` included. */
export function fakeCalls(dir: string): FakeCall[] {
  const path = join(dir, 'calls.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as FakeCall);
}

const conversation = { session_id: '$SESSION_ID' };

/** A good `init`; `assistant` and `result` are what follows it. */
export const init = {
  type: 'system',
  subtype: 'init',
  ...conversation,
  cwd: '$CWD',
  model: 'claude-fake',
  permissionMode: 'default',
  tools: [],
};

export function assistant(answer = 'ok') {
  const message = { id: 'msg_fake', role: 'assistant', content: [{ type: 'text', text: answer }] };
  return { type: 'assistant', ...conversation, uuid: 'fake-uuid', message };
}

export function result(answer = 'ok') {
  const success = { type: 'result', subtype: 'success', is_error: false, ...conversation, result: answer };
  return { ...success, num_turns: 1, duration_ms: 1, total_cost_usd: 0 };
}

/** The lines of a turn in which all goes well. */
export function plainTurn(answer = 'ok') {
  return { write: [init, assistant(answer), result(answer)] } satisfies Step;
}

// One piece a step, so that the offsets of `splitAt` count from its start. With bytes in it, it is kept out of JSON's reach.
function encodeStep(step: Step): object {
  if (!('write' in step)) return step;
  const { write, ...pace } = step;
  const outputs = Array.isArray(write) ? write : [write];
  if (outputs.some((output) => output instanceof Uint8Array)) {
    return { base64: Buffer.concat(outputs.map(toBytes)).toString('base64'), ...pace };
  }
  return { text: outputs.map(toText).join(''), ...pace };
}

export function toBytes(output: Output): Uint8Array {
  return output instanceof Uint8Array ? output : Buffer.from(toText(output));
}

function toText(output: object | string): string {
  return typeof output === 'string' ? output : `${JSON.stringify(output)}\n`;
}
