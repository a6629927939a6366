import type { TurnEvent } from '../core/event.ts';
import { type EventFilter, isWanted, screenFor } from '../core/event-filter.ts';
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

/** Which events to read, and in which order. */
export interface LogOptions {
  /** Only those of this session, including those under a former name. It also finds those of a removed session. */
  session?: string | undefined;
  /** Only those that ended at this time or later. */
  since?: Date | undefined;
  /** Only calls that failed: those with another exit code than 0. */
  failed?: boolean | undefined;
  /** Reads from the end of the log, only as far as the loop goes. */
  newestFirst?: boolean | undefined;
}

/** Events of the log, read while they are looped over. */
export interface LogEvents extends Readonly<LogRead>, Iterable<TurnEvent> {}

/** The log of calls: one event per call, the oldest first, without prompts and answers. */
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

  /**
   * The selected events, one at a time, so that a log of any size needs little memory. `damaged` and `end` are final after the loop; lines
   * that cannot be of a selected event are not counted. Looping throws ChorusError `file-unreadable`.
   */
  events({ newestFirst, ...options }: LogOptions = {}): LogEvents {
    const filter = this.#filterOf(options);
    const isFiltered = Object.values(options).some((option) => option !== undefined && option !== false);
    const reading = this.#store.log.events({ newestFirst, mayMatch: isFiltered ? screenFor(filter) : undefined });
    return {
      get damaged() {
        return reading.damaged;
      },
      get end() {
        return reading.end;
      },
      *[Symbol.iterator]() {
        for (const event of reading) if (isWanted(event, filter)) yield event;
      },
    };
  }

  /** Reads the events from a byte offset on. @throws ChorusError `file-unreadable` */
  read(from = 0): LogRead & { events: TurnEvent[] } {
    const events: TurnEvent[] = [];
    return { events, ...this.visit((event) => events.push(event), from) };
  }

  /** Like `read`, one event at a time, so that a long log need not fit in memory. @throws ChorusError `file-unreadable` */
  visit(take: (event: TurnEvent) => void, from = 0): LogRead {
    const reading = this.#store.log.events({ from });
    for (const event of reading) take(event);
    const { damaged, end } = reading;
    return { damaged, end };
  }

  /** A test for the selected events, for `read`, `visit` and `follow`. */
  filter(options: Omit<LogOptions, 'newestFirst'>): (event: TurnEvent) => boolean {
    const filter = this.#filterOf(options);
    return (event) => isWanted(event, filter);
  }

  /** A test for the events of a session, including those under a former name. It also finds those of a removed session. */
  isOf(name: string): (event: TurnEvent) => boolean {
    return this.filter({ session: name });
  }

  /**
   * Calls `take` with each event from a byte offset on, as it is written. A log that is replaced or cut is read from its beginning.
   * @param onError called if the log cannot be read (`file-unreadable`); following has then stopped. Default: the error is thrown.
   * @returns a function that stops it.
   */
  follow(from: number, take: (event: TurnEvent) => void, onError?: (error: unknown) => void): () => void {
    const { log } = this.#store;
    let position = from;
    let mark = log.markBefore(from);
    const look = () => {
      if (!mark.equals(log.markBefore(position))) position = 0;
      position = this.visit(take, position).end;
      mark = log.markBefore(position);
    };
    // By a timer: `watchFile` does not notice what is written before its first look.
    const timer = setInterval(() => {
      try {
        look();
      } catch (error) {
        clearInterval(timer);
        if (!onError) throw error;
        onError(error);
      }
    }, followInterval);
    return () => clearInterval(timer);
  }

  #filterOf({ session, since, failed }: LogOptions): EventFilter {
    return { session: session === undefined ? undefined : this.#idsOf(session), since: since?.toISOString(), failed };
  }

  #idsOf(name: string): { name: string; ids: string[] } {
    const session = this.#store.sessions.readIfWhole(name);
    return { name, ids: session ? [session.sessionId, ...session.formerIds] : [] };
  }
}
