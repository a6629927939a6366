import type { TurnBrief } from '../core/event-brief.ts';
import { turnStatuses } from '../core/outcome.ts';
import { verdictsWorstFirst } from '../core/verdict.ts';
import type { Counts } from './data.ts';

/** What charts are drawn from. Amounts are plausible ones. */
interface CallFigures {
  /** In ms since 1970. */
  time: number;
  turns: number;
  costUsd: number;
  contextTokens: number | null;
}

export interface CallRow extends CallFigures {
  /** Indices into `verdictsWorstFirst` and `turnStatuses`. */
  verdict: number;
  outcome: number;
}

/** Calls in columns of numbers, 26 bytes each, so that a log of years fits in memory. */
export class CallRows {
  #length = 0;
  #times = new Float64Array(8);
  #costs = new Float64Array(8);
  /** -1 where it is not known. */
  #contexts = new Int32Array(8);
  #turns = new Int32Array(8);
  #verdicts = new Uint8Array(8);
  #outcomes = new Uint8Array(8);

  get length(): number {
    return this.#length;
  }

  push({ time, turns, costUsd, contextTokens }: CallFigures, { verdict, turn }: Pick<TurnBrief, 'verdict' | 'turn'>): void {
    if (this.#length === this.#times.length) this.#grow();
    const index = this.#length++;
    this.#times[index] = time;
    this.#costs[index] = costUsd;
    this.#contexts[index] = contextTokens ?? -1;
    this.#turns[index] = turns;
    this.#verdicts[index] = verdictsWorstFirst.indexOf(verdict);
    this.#outcomes[index] = turnStatuses.indexOf(turn);
  }

  *[Symbol.iterator](): Generator<CallRow> {
    for (let index = 0; index < this.#length; index++) {
      const context = this.#contexts[index] as number;
      yield {
        time: this.#times[index] as number,
        turns: this.#turns[index] as number,
        costUsd: this.#costs[index] as number,
        contextTokens: context === -1 ? null : context,
        verdict: this.#verdicts[index] as number,
        outcome: this.#outcomes[index] as number,
      };
    }
  }

  #grow(): void {
    const size = this.#length * 2;
    [this.#times, this.#costs] = [widened(new Float64Array(size), this.#times), widened(new Float64Array(size), this.#costs)];
    [this.#contexts, this.#turns] = [widened(new Int32Array(size), this.#contexts), widened(new Int32Array(size), this.#turns)];
    [this.#verdicts, this.#outcomes] = [widened(new Uint8Array(size), this.#verdicts), widened(new Uint8Array(size), this.#outcomes)];
  }
}

function widened<Column extends Float64Array | Int32Array | Uint8Array>(column: Column, from: Column): Column {
  column.set(from);
  return column;
}

/** Calls that are counted together: those of a bar, a session, or the whole report. */
export class CallCount {
  calls = 0;
  turns = 0;
  #costUsd = 0;
  /** The largest. */
  contextTokens: number | null = null;
  readonly #verdicts = new Uint32Array(verdictsWorstFirst.length);
  readonly #outcomes = new Uint32Array(turnStatuses.length);
  /** In ms since 1970. */
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;

  add({ time, turns, costUsd, contextTokens, verdict, outcome }: CallRow): void {
    this.calls++;
    this.turns += turns;
    this.#costUsd += costUsd;
    if (contextTokens !== null) this.contextTokens = Math.max(this.contextTokens ?? 0, contextTokens);
    this.#verdicts[verdict] = (this.#verdicts[verdict] ?? 0) + 1;
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
  }

  get costUsd(): number {
    return roundUsd(this.#costUsd);
  }

  get verdicts(): Counts {
    return countsOf(verdictsWorstFirst, this.#verdicts);
  }

  get outcomes(): Counts {
    return countsOf(turnStatuses, this.#outcomes);
  }
}

export function countCalls(all: readonly Iterable<CallRow>[]): CallCount {
  const count = new CallCount();
  for (const rows of all) for (const row of rows) count.add(row);
  return count;
}

export function roundUsd(usd: number): number {
  return Number(usd.toFixed(8));
}

function countsOf(words: readonly string[], counts: Uint32Array): Counts {
  return Object.fromEntries(words.flatMap((word, index) => (counts[index] ? [[word, counts[index]]] : [])));
}
