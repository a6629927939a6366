import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Exchange } from '../../support/messages-api.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { type ClaudeLine, initOf, parseLines } from '../stream.ts';

/** A call of `claude` by itself. */
export interface BareCall {
  lines: ClaudeLine[];
  stderr: string;
  exitCode: number | undefined;
  /** The id in `init`. */
  id: string | undefined;
  /** What the model was sent with this prompt; undefined if it was not asked. */
  sent: Exchange | undefined;
}

/** Only ends what hangs, in ms. */
const longestCall = 90_000;

/** The `claude` of a sandbox, called without chorus. A prompt begins with a word of its own, by which it is found again. */
export class BareClaude {
  readonly box: Sandbox;

  constructor(box: Sandbox) {
    this.box = box;
  }

  async call(prompt: string, ...args: string[]): Promise<BareCall> {
    const { stdout, stderr, exitCode } = await this.#start(prompt, args);
    const lines = parseLines(String(stdout));
    return { lines, stderr: String(stderr), exitCode, id: initOf(lines)?.session_id, sent: this.sentWith(prompt) };
  }

  /** A call that is killed while the model thinks. @returns false if it ended before, by itself. */
  async killInTurn(prompt: string, ...args: string[]): Promise<boolean> {
    const child = this.#start(`${prompt} {{delay 60000}}`, args);
    let hasEnded = false;
    const ended = child.then(() => {
      hasEnded = true;
    });
    while (!this.sentWith(prompt) && !hasEnded) await sleep(20);
    if (hasEnded) return false;
    // The prompt is written while the model is asked, not before.
    await sleep(500);
    child.kill('SIGKILL');
    await ended;
    return true;
  }

  /** What the model was last sent with this prompt, side calls left out. */
  sentWith(prompt: string): Exchange | undefined {
    const word = new RegExp(`\\b${prompt}\\b`);
    return this.box.api.exchanges.findLast(({ tools, prompt: sent }) => tools.length > 2 && word.test(sent));
  }

  newId(): string {
    return randomUUID();
  }

  get path(): string {
    return this.box.env.CHORUS_CLAUDE ?? '';
  }

  get env(): Record<string, string> {
    const { CHORUS_CLAUDE: _, ...env } = this.box.env;
    return env;
  }

  #start(input: string, args: readonly string[]) {
    const options = { input, cwd: this.box.work, env: this.env, extendEnv: false, reject: false, timeout: longestCall } as const;
    return execa(this.path, ['-p', '--verbose', '--output-format', 'stream-json', ...args], { ...options, killSignal: 'SIGKILL' });
  }
}

export function isUnknownOption({ stderr, exitCode }: BareCall): boolean {
  return exitCode !== 0 && /unknown option/.test(stderr);
}

/** Whether the model was sent exactly these prompts before the last one. */
export function saw({ sent }: BareCall, ...marks: string[]): boolean {
  if (!sent) return false;
  const text = sent.history.slice(0, -1).filter((line) => line.startsWith('user: '));
  return text.length === marks.length && marks.every((mark, index) => text[index]?.includes(mark));
}
