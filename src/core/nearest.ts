import { distance } from 'fastest-levenshtein';

/**
 * At most three of `names` that a typing error away from `name` may have been meant, nearest first. Case and dashes are no
 * difference, so that `permission-mode` finds `permissionMode`; a name that is the same but for those is the only one.
 */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const typed = plain(name);
  const most = Math.max(2, Math.floor(typed.length / 3));
  const near = names
    .map((candidate) => ({ candidate, away: distance(typed, plain(candidate)), shortest: Math.min(typed.length, plain(candidate).length) }))
    // Two names of two letters are never far apart: something of them has to be the same.
    .filter(({ candidate, away, shortest }) => (away <= most && away < shortest) || (typed !== '' && plain(candidate).startsWith(typed)))
    .sort((a, b) => a.away - b.away);
  return near
    .filter(({ away }) => away === 0 || near[0]?.away !== 0)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `Did you mean auth or auth-jwt?`, for a hint; without one near, what else there is to say. */
export function didYouMean(name: string, names: readonly string[], otherwise: string): string {
  const near = nearestNames(name, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : otherwise;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('-', '');
}
