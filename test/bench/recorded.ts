import type { Figure } from './figures.ts';
import { nameOf } from './table.ts';

/** Ratios of the short form, by comparison (`turn: chorus / claude`) and Node's major version. */
export type Recorded = Record<string, Record<string, number>>;

/** How much worse than recorded is much worse. Another machine, and a busy one, has other ratios. */
export const tolerance = 1.6;

export function addRecorded(recorded: Recorded, figures: readonly Figure[]): Recorded {
  const added: Recorded = structuredClone(recorded);
  for (const { key, major, ratio } of figures.flatMap(ratiosOf)) added[key] = { ...added[key], [major]: Number(ratio.toFixed(2)) };
  return Object.fromEntries(Object.entries(added).sort(([a], [b]) => a.localeCompare(b)));
}

/** What is much worse than it was recorded, in words. A Node that none was recorded for is held against the worst of the others. */
export function findWorse(recorded: Recorded, figures: readonly Figure[]): string[] {
  return figures.flatMap(ratiosOf).flatMap(({ key, major, ratio }) => {
    const ratios = recorded[key];
    if (!ratios) return [`${key} is not recorded: npm run bench -- --short --record`];
    const was = ratios[major] ?? Math.max(...Object.values(ratios));
    return ratio > was * tolerance ? [`${key} is ${ratio.toFixed(2)}, and was recorded as ${was} (Node ${major})`] : [];
  });
}

function ratiosOf({ name, node, comparisons }: Figure): { key: string; major: string; ratio: number }[] {
  return comparisons
    .filter(({ by }) => by === 'ratio')
    .map((comparison) => ({ key: `${name}: ${nameOf(comparison)}`, major: String(Number.parseInt(node, 10)), ratio: comparison.median }));
}
