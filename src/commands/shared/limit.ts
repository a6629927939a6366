import { InvalidArgumentError } from 'commander';

/** The most rows that a list prints; `all` for infinitely many. */
export function parseLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidArgumentError('Give a whole number from 1, or all.');
  return limit;
}
