import { distance } from 'fastest-levenshtein';

/** At most three of `names` that a typing error away from `name` may have been meant, nearest first. */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const most = Math.max(2, Math.floor(name.length / 3));
  return names
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, away }) => away <= most || candidate.startsWith(name))
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
