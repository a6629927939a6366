import type { Message } from '../claude/stream/messages.ts';
import type { TurnOutcome } from '../core/outcome.ts';

/** The last message of a turn: its outcome. */
export type OutcomeMessage = { type: 'chorus'; subtype: 'turn' } & TurnOutcome;

/** A message of Claude's stream, unchanged. There are further types, and later releases add more. */
export interface ClaudeMessage {
  type: 'system' | 'assistant' | 'user' | 'result' | 'stream_event';
  subtype?: string;
  [key: string]: unknown;
}

export type TurnMessage = ClaudeMessage | OutcomeMessage;

type Run = (onMessage?: (message: Message) => Promise<void>) => Promise<TurnOutcome>;

/** A turn that starts, once, when it is first awaited or iterated. */
export class Turn implements PromiseLike<TurnOutcome>, AsyncIterable<TurnMessage> {
  readonly #run: Run;
  #outcome: Promise<TurnOutcome> | undefined;

  /** @internal */
  constructor(run: Run) {
    this.#run = run;
  }

  /** The outcome. Starts the turn if nothing else has; then Claude's messages are not parsed one by one, which makes a long turn cheaper. */
  get outcome(): Promise<TurnOutcome> {
    this.#outcome ??= this.#run();
    return this.#outcome;
  }

  // biome-ignore lint/suspicious/noThenProperty: a turn is meant to be awaited.
  then<A = TurnOutcome, B = never>(
    onFulfilled?: ((outcome: TurnOutcome) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.outcome.then(onFulfilled, onRejected);
  }

  /** Claude's messages as they come, each read when you ask for it; then the outcome. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TurnMessage, void> {
    if (!this.#outcome) {
      const channel = new Channel<Message>();
      this.#outcome = this.#run((message) => channel.send(message)).finally(() => channel.close());
      this.#outcome.catch(() => {});
      try {
        for (let message = await channel.receive(); message !== undefined; message = await channel.receive())
          yield message as ClaudeMessage;
      } finally {
        channel.close();
      }
    }
    yield { type: 'chorus', subtype: 'turn', ...(await this.#outcome) };
  }
}

/** Hands one value at a time from a writer to a reader; each waits for the other. */
class Channel<T> {
  #value: T | undefined;
  #isClosed = false;
  #taken: () => void = () => {};
  #given: () => void = () => {};

  async send(value: T): Promise<void> {
    if (this.#isClosed) return;
    this.#value = value;
    await new Promise<void>((resolve) => {
      this.#taken = resolve;
      this.#given();
    });
  }

  async receive(): Promise<T | undefined> {
    if (this.#value === undefined && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#given = resolve;
      });
    }
    const value = this.#value;
    this.#value = undefined;
    this.#taken();
    return value;
  }

  /** Drops everything that is sent from now on: a reader that left early does not stop the turn. */
  close(): void {
    this.#isClosed = true;
    this.#given();
    this.#taken();
  }
}
