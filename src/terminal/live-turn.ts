import type { Activity, ContextUse, TurnListener, TurnWatch, WatchTurn } from '../core/activity.ts';
import { type ActivityLine, ActivityLog } from './activity-log.ts';
import type { LiveAnswer } from './live-answer.ts';
import type { OutputStream } from './output-stream.ts';
import type { Spinner } from './spinner.ts';
import type { Watching } from './watching.ts';

interface LiveTurnOptions {
  stdout: OutputStream;
  stderr: OutputStream;
  env: NodeJS.ProcessEnv;
  /** The conversation's directory: paths are shown relative to it. */
  cwd: string;
  watching: Watching;
  /** Reads activities and text from Claude's messages. */
  watchTurn: WatchTurn;
  verbose: boolean;
  /** Writes a piece of the answer. */
  write(text: string): void;
  /** Prints a line of its own on standard error. */
  say(line: string): void;
}

/** Opens the view of a turn. Call it once `claude` runs: loading its modules takes longer than `claude` should wait. */
export async function openLiveTurn(options: LiveTurnOptions): Promise<LiveTurn> {
  const startedAt = Date.now();
  const { stdout, stderr, env, watching, write } = options;
  const spinner = watching.activity === 'spinner' ? new (await import('./spinner.ts')).Spinner(stderr, startedAt) : undefined;
  spinner?.show('starting claude');
  const answer = watching.answer ? new (await import('./live-answer.ts')).LiveAnswer(stdout, env, write) : undefined;
  return new LiveTurn(options, spinner, answer);
}

/** A turn as it is shown while it runs: what Claude is doing, and its answer. */
export class LiveTurn implements TurnListener {
  readonly #options: LiveTurnOptions;
  readonly #spinner: Spinner | undefined;
  readonly #answer: LiveAnswer | undefined;
  readonly #log = new ActivityLog();
  readonly #watch: TurnWatch;

  constructor(options: LiveTurnOptions, spinner: Spinner | undefined, answer: LiveAnswer | undefined) {
    this.#options = options;
    this.#spinner = spinner;
    this.#answer = answer;
    this.#watch = options.watchTurn(this, options.cwd);
  }

  /** Takes the next of Claude's messages. */
  take(message: unknown): void {
    this.#watch.take(message);
  }

  onActivity(activity: Activity): void {
    const line = this.#log.take(activity);
    if (line && this.#isShown(line)) this.#options.say(line.text);
    this.#spinner?.show(this.#log.now);
  }

  onText(text: string): void {
    this.#answer?.push(text);
  }

  onBlockEnd(): void {
    this.#answer?.end();
  }

  /**
   * Claude answered the prompt, or answered again.
   * @param answer the final result. It is shown now unless it was already shown while it arrived. Undefined if it is an error.
   */
  conclude(answer: string | undefined): void {
    this.#spinner?.hide();
    if (answer === undefined) return;
    this.#answer?.end();
    if (this.#watch.has(answer)) return;
    this.#answer?.push(answer);
    this.#answer?.end();
  }

  /** Whether the answer, or this part of it, was shown. */
  hasShown(text: string): boolean {
    return this.#answer !== undefined && this.#watch.has(text);
  }

  get context(): ContextUse | undefined {
    return this.#watch.context;
  }

  /** Nothing more will come: shows the current block as far as it arrived. */
  stop(): void {
    this.#spinner?.hide();
    this.#answer?.end();
  }

  #isShown({ when }: ActivityLine): boolean {
    const { watching, verbose } = this.#options;
    if (watching.activity === 'nothing') return false;
    return verbose || when === 'always' || (when === 'verbose' && watching.activity === 'lines');
  }
}
