import { printable } from '../../core/printable.ts';
import type { Message, Observer, ResultMessage } from '../../library/observer.ts';
import type { LiveTurn } from '../../terminal/live-turn.ts';
import type { Output } from '../../terminal/output.ts';
import { Waiting } from '../../terminal/waiting.ts';
import type { Watching } from '../../terminal/watching.ts';
import type { Context } from './context.ts';
import { waitWords } from './hold.ts';
import type { OutputFormat } from './turn-options.ts';

interface TurnViewOptions {
  context: Context;
  format: OutputFormat;
  watching: Watching;
  verbose: boolean;
  out: Output;
  say(line: string): void;
}

/** What is shown of a turn while it runs: everything, or, if nobody watches, the answer as `claude -p` prints it. */
export class TurnView {
  readonly #options: TurnViewOptions;
  #cwd: string;
  #live: Promise<LiveTurn | undefined> = Promise.resolve(undefined);
  #opened: LiveTurn | undefined;
  /** Results whose message has not arrived yet: `onResult` is called before `onMessage`. */
  #results: ResultMessage[] = [];
  #hasAnswered = false;
  #lastAnswer: string | undefined;
  #waiting: Waiting | undefined;

  constructor(options: TurnViewOptions) {
    this.#options = options;
    this.#cwd = options.context.cwd;
  }

  get observer(): Observer {
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

  /** @param cwd the directory of the conversation: paths are shown relative to it. */
  startIn(cwd: string): void {
    this.#cwd = cwd;
  }

  /** Says that another call must end first. */
  wait(holder: string): void {
    const { context, watching, say } = this.#options;
    if (watching.activity !== 'spinner') {
      say(waitWords(holder));
      return;
    }
    this.#waiting = new Waiting({ stream: context.stderr, onSignal: context.onSignal });
    // See `#open`.
    this.#waiting.begin(waitWords(holder)).catch(() => say(waitWords(holder)));
  }

  endWait(): void {
    this.#waiting?.end();
  }

  /** Whether a text was already printed, as the answer or a part of it. True for an empty one. */
  hasShown(text: string | null): boolean {
    return !text || text === this.#lastAnswer || this.#opened?.hasShown(text) === true;
  }

  /** Call it when nothing more will come. */
  async end(): Promise<LiveTurn | undefined> {
    this.endWait();
    this.#opened = await this.#live;
    this.#opened?.stop();
    return this.#opened;
  }

  #open(): void {
    const { context, watching, verbose, out, say } = this.#options;
    const { stdout, stderr, env } = context;
    this.#live = Promise.all([import('../../terminal/live-turn.ts'), import('../../library/turn-watch.ts')])
      .then(([{ openLiveTurn }, { watchTurn }]) => {
        const write = (text: string) => out.write(text);
        return openLiveTurn({ stdout, stderr, env, cwd: this.#cwd, watching, watchTurn, verbose, write, say });
      })
      // An update of chorus may have removed these files meanwhile: a turn that cannot be watched is still a turn.
      .catch(() => undefined);
  }

  async #take(message: Message): Promise<void> {
    const live = await this.#live;
    live?.take(message);
    for (const result of this.#results.splice(0)) {
      live?.conclude(isAnswer(result) ? result.result : undefined);
      if (live && this.#options.watching.answer) this.#noteAnswer(result);
      else this.#print(result);
    }
  }

  #noteAnswer(result: ResultMessage): void {
    if (!isAnswer(result)) return;
    this.#hasAnswered = true;
    this.#lastAnswer = result.result;
  }

  /** Prints the answer unchanged; at a terminal without control characters. */
  #print(result: ResultMessage): void {
    const { format, out, context } = this.#options;
    if (format !== 'text' || !isAnswer(result)) return;
    const text = context.stdout.isTTY ? printable(result.result ?? '') : (result.result ?? '');
    // As `claude -p` does when it answers again after a background task.
    if (this.#hasAnswered) out.write('\n');
    this.#noteAnswer(result);
    out.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

function isAnswer({ is_error: isError, result }: ResultMessage): boolean {
  return !isError && result !== undefined;
}
