import type { Figure } from './figures.ts';
import { nameOf } from './table.ts';

/** Ratios of the short form, by comparison (`turn: chorus / claude`) and Node's major version. */
export type Recorded = Record<string, Record<string, number>>;

/** How much worse than recorded is much worse. Another machine, and a busy one, has other ratios. */
export const tolerance = 2;

export function addRecorded(recorded: Recorded, figures: readonly Figure[]): Recorded {
  const added: Recorded = structuredClone(recorded);
  for (const { key, major, ratio, best } of figures.flatMap(ratiosOf)) {
    added[key] = { ...added[key], [major]: Number(Math.min(ratio, best).toFixed(2)) };
  }
  return Object.fromEntries(Object.entries(added).sort(([a], [b]) => a.localeCompare(b)));
}

/**
 * What is much worse than it was recorded, in words: by the median of the pairs, and by the best of each variant, which noise makes no
 * better. A Node that none was recorded for is held against the worst of the others.
 */
export function findWorse(recorded: Recorded, figures: readonly Figure[]): string[] {
  return figures.flatMap(ratiosOf).flatMap(({ key, major, ratio, best }) => {
    const ratios = recorded[key];
    if (!ratios) return [`${key} is not recorded: npm run bench -- --short --record`];
    const was = ratios[major] ?? Math.max(...Object.values(ratios));
    return Math.min(ratio, best) > was * tolerance ? [`${key} is ${ratio.toFixed(2)}, and was recorded as ${was} (Node ${major})`] : [];
  });
}

interface Ratio {
  key: string;
  major: string;
  ratio: number;
  /** Of the best of each variant. */
  best: number;
}

function ratiosOf({ name, node, comparisons, variants }: Figure): Ratio[] {
  return comparisons
    .filter(({ by }) => by === 'ratio')
    .map((comparison) => {
      const [of, to] = [variants[comparison.of], variants[comparison.to]];
      return {
        key: `${name}: ${nameOf(comparison)}`,
        major: String(Number.parseInt(node, 10)),
        ratio: comparison.median,
        best: of && to ? of.min / to.min : comparison.median,
      };
    });
}
