import { compareReleases } from '../../../src/claude/call/releases.ts';
import type { ProbedFacts } from './facts.ts';
import { changesIn, type Probed } from './results.ts';

/** The oldest release that chorus knows. */
const oldest = '1.0.60';

export function knownReleases(published: readonly string[]): string[] {
  const plain = published.filter((release) => /^\d+\.\d+\.\d+$/.test(release) && compareReleases(release, oldest) >= 0);
  return plain.sort(compareReleases);
}

/** Every eighth release, and the newest: a quirk that comes and goes within fewer is not found. */
export function everyEighth(releases: readonly string[]): string[] {
  return releases.filter((_, index) => index % 8 === 0 || index === releases.length - 1);
}

/** The release in the middle of each gap in which a fact changed, and those facts; none once all boundaries are exact. */
export function nextInGaps(
  releases: readonly string[],
  probed: Probed,
  unusable: ReadonlySet<string> = new Set(),
): Map<string, (keyof ProbedFacts)[]> {
  const wanted = new Map<string, (keyof ProbedFacts)[]>();
  for (const { fact, before, after } of changesIn(probed)) {
    const gap = releases.slice(releases.indexOf(before) + 1, releases.indexOf(after)).filter((release) => !unusable.has(release));
    const middle = gap[Math.floor(gap.length / 2)];
    if (middle) wanted.set(middle, [...(wanted.get(middle) ?? []), fact]);
  }
  return wanted;
}
