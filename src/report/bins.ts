import { CallCount, type CallRows } from './call-rows.ts';
import type { Bin, CallBins, TimeBins } from './data.ts';
import { cutTime } from './time.ts';

/** More bars than this cannot be told apart on a phone. */
const mostBins = 48;

/** All calls in bins of hours, days, or whatever fits. @param span the first and the last one, in ms since 1970. */
export function binByTime(all: readonly CallRows[], [first, last]: readonly [number, number], timeZone: string): TimeBins {
  const { unit, step, edges } = cutTime(first, last, timeZone, mostBins);
  const counts = edges.slice(1).map(() => new CallCount());
  for (const rows of all) for (const row of rows) counts[binOf(row.time, edges)]?.add(row);
  return { unit, step, bins: counts.map((count, index) => binFrom(count, edges[index], edges[index + 1])) };
}

/** The calls of one session in order; if there are many, several consecutive calls share a bin. */
export function binByCall(rows: CallRows): CallBins {
  const step = Math.max(1, Math.ceil(rows.length / mostBins));
  const counts = Array.from({ length: Math.ceil(rows.length / step) }, () => ({ count: new CallCount(), from: 0, to: 0 }));
  let index = 0;
  for (const row of rows) {
    const bin = counts[Math.floor(index++ / step)];
    if (!bin) continue;
    if (bin.count.calls === 0) bin.from = row.time;
    bin.count.add(row);
    bin.to = row.time;
  }
  return { step, bins: counts.map(({ count, from, to }) => binFrom(count, from, to)) };
}

function binFrom({ calls, turns, costUsd, contextTokens, verdicts, outcomes }: CallCount, from?: number, to?: number): Bin {
  return { from: isoOf(from), to: isoOf(to), calls, turns, costUsd, contextTokens, verdicts, outcomes };
}

/** The index of the last edge that is not after `time`. */
function binOf(time: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length - 1];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) <= time) low = middle;
    else high = middle;
  }
  return low;
}

function isoOf(time = 0): string {
  return new Date(time).toISOString();
}
