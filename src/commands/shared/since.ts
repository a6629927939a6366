import { InvalidArgumentError } from 'commander';

/** A point in time, given as a date or as a span before now. */
export type Since = (now: Date) => Date;

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export function parseSince(text: string): Since {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  if (amount && unit) return (now) => new Date(now.getTime() - Number(amount) * (units[unit] ?? 0));
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('Give a date, as in 2026-11-20, or a span, as in 30m, 12h or 7d.');
  return () => new Date(time);
}
