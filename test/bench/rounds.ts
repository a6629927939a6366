import { loadavg } from 'node:os';
import type { Case, MeasuredCase } from './case.ts';
import { compare, spreadOf } from './statistics.ts';

/**
 * Runs a case: one round that counts for nothing (it fills caches), then A B A B …. Each round begins with another variant, so that
 * none is always the one behind the slowest.
 */
export async function measureCase(
  { name, title, unit, variants, comparisons, ...wanted }: Case,
  rounds = wanted.rounds,
): Promise<MeasuredCase> {
  const before = minuteLoad();
  const entries = Object.entries(variants);
  const samples: Record<string, number[]> = Object.fromEntries(entries.map(([variant]) => [variant, []]));
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(turn + Math.max(round, 0)) % entries.length];
      const value = await entry?.[1]();
      if (entry && value !== undefined && round >= 0) samples[entry[0]]?.push(value);
    }
  }
  return {
    name,
    title,
    unit,
    rounds,
    load: [before, minuteLoad()],
    variants: Object.fromEntries(Object.entries(samples).map(([variant, values]) => [variant, { ...spreadOf(values), samples: values }])),
    comparisons: comparisons.map((comparison) => compare(comparison, samples)),
  };
}

function minuteLoad(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2));
}
