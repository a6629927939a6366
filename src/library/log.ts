import { unwatchFile, watchFile } from 'node:fs';
import type { TurnEvent } from '../core/event.ts';
import type { Store } from '../store/store.ts';

/** How often a file that is followed is looked at, in ms. */
const followInterval = 200;

/** What a part of the log holds: `damaged` counts the lines that are no event, `end` is the byte offset at which the next event will stand. */
export interface LogRead {
  damaged: number;
  end: number;
}

/** The log of turns: an event a turn, oldest first. It holds no prompts and no answers. */
export class EventLog {
  readonly #store: Pick<Store, 'log' | 'sessions'>;

  /** @internal */
  constructor(store: Pick<Store, 'log' | 'sessions'>) {
    this.#store = store;
  }

  /** Of `log.jsonl`: absolute. */
  get path(): string {
    return this.#store.log.path;
  }

  /** The events from a byte offset on. @throws ChorusError `file-unreadable` */
  read(from = 0): LogRead & { events: TurnEvent[] } {
    return this.#store.log.read(from);
  }

  /** The same, one event at a time: a log of years does not have to fit in memory. @throws ChorusError `file-unreadable` */
  visit(take: (event: TurnEvent) => void, from = 0): LogRead {
    return this.#store.log.visit(take, from);
  }

  /** Whether an event is of the session of this name: also where the session had another name then. A removed session still has its events. */
  isOf(name: string): (event: TurnEvent) => boolean {
    const session = this.#store.sessions.readIfWhole(name);
    const ids = session ? [session.sessionId, ...session.formerIds] : [];
    return (event) => event.session === name || (event.actualId !== null && ids.includes(event.actualId));
  }

  /** Gives events from a byte offset on to `take` as they are written. @returns a function that stops it. */
  follow(from: number, take: (event: TurnEvent) => void): () => void {
    let position = from;
    const onChange = () => {
      position = this.visit(take, position).end;
    };
    const { path } = this;
    watchFile(path, { interval: followInterval }, onChange);
    return () => unwatchFile(path, onChange);
  }
}
