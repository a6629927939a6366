import type { Message, ResultMessage } from '../../claude/stream/messages.ts';
import type { LiveTurn } from '../../terminal/live-turn.ts';
import type { Output } from '../../terminal/output.ts';
import { printable } from '../../terminal/text.ts';
import { Waiting } from '../../terminal/waiting.ts';
import type { Watching } from '../../terminal/watching.ts';
import type { TurnObserver } from '../../turn/observer.ts';
import type { Context } from './context.ts';
import { describeWait } from './hold.ts';
import type { OutputFormat } from './turn-options.ts';

export interface TurnViewOptions {
  context: Context;
  format: OutputFormat;
  watching: Watching;
  verbose: boolean;
  out: Output;
  say(line: string): void;
}

/** What is seen of a turn while it runs: everything, or, where nobody watches, the answer as `claude -p` gives it. */
export class TurnView {
  readonly #options: TurnViewOptions;
  #cwd: string;
  #live: Promise<LiveTurn | undefined> = Promise.resolve(undefined);
  #opened: LiveTurn | undefined;
  /** Results that came with the message that is read next: `onResult` comes before `onMessage`. */
  #results: ResultMessage[] = [];
  #hasAnswered = false;
  #lastAnswer: string | undefined;
  #waiting: Waiting | undefined;

  constructor(options: TurnViewOptions) {
    this.#options = options;
    this.#cwd = options.context.cwd;
  }

  get observer(): TurnObserver {
    const { answer, activity } = this.#options.watching;
    if (!answer && activity === 'nothing') return { onResult: (result) => this.#print(result) };
    return {
      onStart: () => this.#open(),
      onResult: (result) => {
        this.#results.push(result);
      },
      onMessage: (message) => this.#take(message),
    };
  }

  /** The directory of the conversation, which paths are told from. */
  startIn(cwd: string): void {
    this.#cwd = cwd;
  }

  /** Another call has to end first. */
  wait(holder: string): void {
    const { context, watching, say } = this.#options;
    if (watching.activity !== 'spinner') {
      say(describeWait(holder));
      return;
    }
    this.#waiting = new Waiting({ stream: context.stderr, onSignal: context.onSignal });
    // See `#open`.
    this.#waiting.begin(describeWait(holder)).catch(() => say(describeWait(holder)));
  }

  endWait(): void {
    this.#waiting?.end();
  }

  /** Whether a text stands on the screen already, as the answer or a part of it; so does a text that is none. */
  hasShown(text: string | null): boolean {
    return !text || text === this.#lastAnswer || this.#opened?.hasShown(text) === true;
  }

  /** Nothing more comes. */
  async end(): Promise<LiveTurn | undefined> {
    this.endWait();
    this.#opened = await this.#live;
    this.#opened?.stop();
    return this.#opened;
  }

  #open(): void {
    const { context, watching, verbose, out, say } = this.#options;
    const { stdout, stderr, env } = context;
    this.#live = import('../../terminal/live-turn.ts')
      .then(({ openLiveTurn }) =>
        openLiveTurn({ stdout, stderr, env, cwd: this.#cwd, watching, verbose, write: (text) => out.write(text), say }),
      )
      // An update of chorus may have taken these files away meanwhile: a turn that cannot be watched is still a turn.
      .catch(() => undefined);
  }

  async #take(message: Message): Promise<void> {
    const live = await this.#live;
    live?.take(message);
    for (const result of this.#results.splice(0)) {
      live?.conclude(result);
      if (live && this.#options.watching.answer) this.#noteAnswer(result);
      else this.#print(result);
    }
  }

  #noteAnswer(result: ResultMessage): void {
    if (!isAnswer(result)) return;
    this.#hasAnswered = true;
    this.#lastAnswer = result.result;
  }

  /** The answer as it is, but for what a terminal would obey. */
  #print(result: ResultMessage): void {
    const { format, out, context } = this.#options;
    if (format !== 'text' || !isAnswer(result)) return;
    const text = context.stdout.isTTY ? printable(result.result ?? '') : (result.result ?? '');
    // As `claude -p` does, where it answers again when a background task has ended.
    if (this.#hasAnswered) out.write('\n');
    this.#noteAnswer(result);
    out.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

function isAnswer({ is_error: isError, result }: ResultMessage): boolean {
  return !isError && result !== undefined;
}
