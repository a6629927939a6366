import type { TurnEvent } from '../core/event.ts';
import type { Store } from '../store/store.ts';

/** How often a followed log is looked at, in ms. */
const followInterval = 200;

/** What reading the log gave. */
export interface LogRead {
  /** Lines that are no event. */
  damaged: number;
  /** The byte offset at which the next event will begin. */
  end: number;
}

/** The log of turns: one event per turn, the oldest first, without prompts and answers. */
export class EventLog {
  readonly #store: Pick<Store, 'log' | 'sessions'>;

  /** @internal */
  constructor(store: Pick<Store, 'log' | 'sessions'>) {
    this.#store = store;
  }

  /** The absolute path of `log.jsonl`. */
  get path(): string {
    return this.#store.log.path;
  }

  /** Reads the events from a byte offset on. @throws ChorusError `file-unreadable` */
  read(from = 0): LogRead & { events: TurnEvent[] } {
    return this.#store.log.read(from);
  }

  /** Like `read`, one event at a time, so that a long log need not fit in memory. @throws ChorusError `file-unreadable` */
  visit(take: (event: TurnEvent) => void, from = 0): LogRead {
    return this.#store.log.visit(take, from);
  }

  /** A test for the events of a session, including those under a former name. It also finds those of a removed session. */
  isOf(name: string): (event: TurnEvent) => boolean {
    const session = this.#store.sessions.readIfWhole(name);
    const ids = session ? [session.sessionId, ...session.formerIds] : [];
    return (event) => event.session === name || (event.actualId !== null && ids.includes(event.actualId));
  }

  /** Calls `take` with each event from a byte offset on, as it is written. @returns a function that stops it. */
  follow(from: number, take: (event: TurnEvent) => void): () => void {
    let position = from;
    // By a timer: `watchFile` does not notice what is written before its first look.
    const timer = setInterval(() => {
      position = this.visit(take, position).end;
    }, followInterval);
    return () => clearInterval(timer);
  }
}
