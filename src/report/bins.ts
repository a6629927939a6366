import type { TimeBins, TurnBins } from './data.ts';
import { countRows, type TurnRow } from './tally.ts';
import { cutTime } from './time.ts';

/** More bars than this cannot be told apart on a phone. */
const mostBins = 48;

/** All turns in bins of hours, days, or whatever fits; null if there are none. */
export function binByTime(rows: readonly TurnRow[], timeZone: string): TimeBins | null {
  if (rows.length === 0) return null;
  const [first, last] = spanOf(rows);
  const { unit, step, edges } = cutTime(first, last, timeZone, mostBins);
  const groups = edges.slice(1).map((): TurnRow[] => []);
  for (const row of rows) groups[binOf(row[0], edges)]?.push(row);
  const bins = groups.map((group, index) => ({ from: isoOf(edges[index]), to: isoOf(edges[index + 1]), ...countRows(group) }));
  return { unit, step, bins };
}

/** The turns of one session in order; if there are many, several consecutive turns share a bin. */
export function binByTurn(rows: readonly TurnRow[]): TurnBins {
  const step = Math.max(1, Math.ceil(rows.length / mostBins));
  const groups = Array.from({ length: Math.ceil(rows.length / step) }, (_, index) => rows.slice(index * step, (index + 1) * step));
  return { step, bins: groups.map((group) => ({ from: isoOf(group[0]?.[0]), to: isoOf(group.at(-1)?.[0]), ...countRows(group) })) };
}

export function spanOf(rows: readonly TurnRow[]): [first: number, last: number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [time] of rows) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return [first, last];
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
