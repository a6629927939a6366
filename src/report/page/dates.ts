import type { Bin, TimeBins } from '../data.ts';

/** Formats moments in one time zone. */
export interface Dates {
  /** `21 Nov 2026` */
  day(iso: string): string;
  /** `21 Nov 2026, 07:40` */
  moment(iso: string): string;
  /** `21 Nov` */
  short(iso: string): string;
  /** `3 Nov 2026`, or `3 to 21 Nov 2026`. */
  span(from: string, to: string): string;
  /** The name of a bar, on the chart's axis or in a table. */
  bin(bin: Bin, of: Pick<TimeBins, 'unit' | 'step'>, where: 'axis' | 'table'): string;
}

export function datesIn(timeZone: string): Dates {
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...options });
    return (iso: string) => format.format(new Date(iso)).replace('Sept', 'Sep');
  };
  const day = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
  const short = formatter({ day: 'numeric', month: 'short' });
  const clock = formatter({ hour: '2-digit', minute: '2-digit' });
  const month = formatter({ month: 'short', year: 'numeric' });
  const year = formatter({ year: 'numeric' });
  const moment = (iso: string) => `${day(iso)}, ${clock(iso)}`;
  const binNames: Record<TimeBins['unit'], (iso: string, where: 'axis' | 'table') => string> = {
    minute: (iso, where) => (where === 'axis' ? clock(iso) : moment(iso)),
    hour: (iso, where) => (where === 'axis' ? clock(iso) : moment(iso)),
    day: (iso, where) => (where === 'axis' ? short(iso) : day(iso)),
    week: (iso, where) => (where === 'axis' ? short(iso) : `week of ${day(iso)}`),
    month,
    year,
  };
  return {
    day,
    moment,
    short,
    span: (from, to) => (day(from) === day(to) ? day(from) : `${year(from) === year(to) ? short(from) : day(from)} to ${day(to)}`),
    bin: ({ from }, { unit, step }, where) =>
      step > 1 && where === 'table' ? `from ${binNames[unit](from, where)}` : binNames[unit](from, where),
  };
}

/** `an hour`, `3 months`: what a bar stands for. */
export function namePeriod({ unit, step }: Pick<TimeBins, 'unit' | 'step'>): string {
  if (step > 1) return `${step} ${unit}s`;
  return `${unit === 'hour' ? 'an' : 'a'} ${unit}`;
}
