import type { TimeUnit } from './data.ts';

interface TimeGrid {
  unit: TimeUnit;
  step: number;
  /** The beginning of each period, and the end of the last one: ms since 1970, ascending. */
  edges: number[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Converts between instants and a zone's clock time, which is held as if it were UTC. */
interface Wall {
  at(instant: number): number;
  instantOf(wall: number): number;
}

export function wallIn(timeZone: string): Wall {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const at = (instant: number) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, date, hours, minutes, second);
  };
  const offsetAt = (instant: number) => at(instant) - Math.floor(instant / 1000) * 1000;
  return { at, instantOf: (wall) => wall - offsetAt(wall - offsetAt(wall)) };
}

interface Period {
  unit: TimeUnit;
  step: number;
  /** The beginning of the period that contains `wall`, and of the next one: clock times. */
  floor(wall: number): number;
  next(begin: number): number;
}

function fixed(unit: TimeUnit, step: number, length: number, shift = 0): Period {
  const floor = (wall: number) => Math.floor((wall + shift) / length) * length - shift;
  return { unit, step, floor, next: (begin) => begin + length };
}

function months(unit: TimeUnit, step: number, count: number): Period {
  const begin = (index: number) => Date.UTC(Math.floor(index / 12), index % 12);
  const indexOf = (wall: number) => new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth();
  return {
    unit,
    step,
    floor: (wall) => begin(Math.floor(indexOf(wall) / count) * count),
    next: (from) => begin(indexOf(from) + count),
  };
}

const periods: readonly Period[] = [
  ...[1, 5, 15].map((step) => fixed('minute', step, step * minute)),
  ...[1, 3, 6].map((step) => fixed('hour', step, step * hour)),
  fixed('day', 1, day),
  // The first day of 1970 was a Thursday; weeks begin on Monday.
  fixed('week', 1, 7 * day, 3 * day),
  months('month', 1, 1),
  months('month', 3, 3),
  ...[1, 2, 5, 10, 50, 100, 500].map((step) => months('year', step, 12 * step)),
];

/** Cuts the time between two moments into at most `most` periods that have a name: hours, days, weeks. */
export function cutTime(first: number, last: number, timeZone: string, most: number): TimeGrid {
  const wall = wallIn(timeZone);
  const [from, to] = [wall.at(first), wall.at(last)];
  for (const period of periods) {
    const begins = beginsBetween(period, from, to, most);
    if (!begins) continue;
    // Where clocks go forward, an hour does not exist: its clock times are the same instants as others.
    const edges = [...new Set(begins.map(wall.instantOf))].sort((a, b) => a - b);
    return { unit: period.unit, step: period.step, edges };
  }
  throw new RangeError(`there are more than ${most} periods between ${first} and ${last}`);
}

function beginsBetween({ floor, next }: Period, from: number, to: number, most: number): number[] | undefined {
  const begins = [floor(from)];
  for (let begin = next(floor(from)); ; begin = next(begin)) {
    begins.push(begin);
    if (begin > to) return begins;
    if (begins.length > most) return undefined;
  }
}
