import { readActivities } from '../claude/stream/activity.ts';
import { ContextGauge } from '../claude/stream/context-gauge.ts';
import type { Message, ResultMessage } from '../claude/stream/messages.ts';
import type { ContextUse } from '../core/activity.ts';
import { Activities, type Told } from './activity.ts';
import type { LiveAnswer } from './live-answer.ts';
import type { OutputStream } from './output-stream.ts';
import type { Spinner } from './spinner.ts';
import type { Watching } from './watching.ts';

export interface LiveTurnOptions {
  stdout: OutputStream;
  stderr: OutputStream;
  env: NodeJS.ProcessEnv;
  /** Of the conversation: paths are told from there. */
  cwd: string;
  watching: Watching;
  verbose: boolean;
  /** Writes a piece of the answer. */
  write(text: string): void;
  /** Says something on standard error, on a line of its own. */
  say(line: string): void;
}

/** Opens the view of a turn. To be called when `claude` runs: what it loads takes longer than `claude` should wait. */
export async function openLiveTurn(options: LiveTurnOptions): Promise<LiveTurn> {
  const startedAt = Date.now();
  const { stdout, stderr, env, watching, write } = options;
  const spinner = watching.activity === 'spinner' ? new (await import('./spinner.ts')).Spinner(stderr, startedAt) : undefined;
  spinner?.show('starting claude');
  const answer = watching.answer ? new (await import('./live-answer.ts')).LiveAnswer(stdout, env, write) : undefined;
  return new LiveTurn(options, spinner, answer);
}

/** A turn as it is seen while it runs: what Claude does now, and its answer. */
export class LiveTurn {
  readonly #options: LiveTurnOptions;
  readonly #spinner: Spinner | undefined;
  readonly #answer: LiveAnswer | undefined;
  readonly #activities: Activities;
  readonly #gauge = new ContextGauge();

  constructor(options: LiveTurnOptions, spinner: Spinner | undefined, answer: LiveAnswer | undefined) {
    this.#options = options;
    this.#spinner = spinner;
    this.#answer = answer;
    this.#activities = new Activities(options.cwd);
  }

  take(message: Message): void {
    this.#gauge.take(message);
    for (const activity of readActivities(message)) {
      const told = this.#activities.take(activity);
      if (told && this.#isTold(told)) this.#options.say(told.line);
      this.#spinner?.show(this.#activities.now);
    }
    this.#answer?.take(message);
  }

  /** The prompt has its answer, or Claude answered again. */
  conclude({ is_error: isError, result }: ResultMessage): void {
    this.#spinner?.hide();
    if (!isError && result !== undefined) this.#answer?.conclude(result);
  }

  /** Whether the answer, or this part of it, was shown. */
  hasShown(text: string): boolean {
    return this.#answer?.has(text) ?? false;
  }

  get context(): ContextUse | undefined {
    return this.#gauge.use;
  }

  stop(): void {
    this.#spinner?.hide();
    this.#answer?.end();
  }

  #isTold({ when }: Told): boolean {
    const { watching, verbose } = this.#options;
    if (watching.activity === 'nothing') return false;
    return verbose || when === 'always' || (when === 'verbose' && watching.activity === 'lines');
  }
}
