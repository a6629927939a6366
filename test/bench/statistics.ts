import type { Compared, Comparison, Spread } from './case.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('no values have no median');
  return (low + high) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Compares within each round, and then takes the median: what slowed a round down slowed both. */
export function compare(comparison: Comparison, samples: Readonly<Record<string, readonly number[]>>): Compared {
  const [of, to] = [samples[comparison.of] ?? [], samples[comparison.to] ?? []];
  const pairs = of.flatMap((value, round) => {
    const other = to[round];
    return other === undefined ? [] : [comparison.by === 'ratio' ? value / other : value - other];
  });
  return { ...comparison, ...spreadOf(pairs) };
}

export function isReached({ median, atMost }: Compared): boolean {
  return atMost === undefined || median <= atMost;
}
