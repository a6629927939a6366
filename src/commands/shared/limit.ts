import { InvalidArgumentError } from 'commander';

export function parseCount(text: string): number {
  return countOf(text, 'Give a whole number from 1.');
}

/** The most rows that a list prints; `all` for infinitely many. */
export function parseLimit(text: string): number {
  return text === 'all' ? Number.POSITIVE_INFINITY : countOf(text, 'Give a whole number from 1, or all.');
}

function countOf(text: string, demand: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError(demand);
  return count;
}
