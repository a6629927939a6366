import { distance } from 'fastest-levenshtein';

/**
 * At most three of `names` that the user may have meant by `name`, the nearest first. Case and dashes are ignored, so that
 * `permission-mode` finds `permissionMode`; a name that differs only in those is the only result.
 */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const typed = plain(name);
  const most = Math.max(2, Math.floor(typed.length / 3));
  const near = names
    .map((candidate) => ({ candidate, away: distance(typed, plain(candidate)), shortest: Math.min(typed.length, plain(candidate).length) }))
    // Names of two letters are always within the limit: they must share a letter.
    .filter(({ candidate, away, shortest }) => (away <= most && away < shortest) || (typed !== '' && plain(candidate).startsWith(typed)))
    .sort((a, b) => a.away - b.away);
  return near
    .filter(({ away }) => away === 0 || near[0]?.away !== 0)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A hint such as `Did you mean auth or auth-jwt?`; `otherwise` if no name is near. */
export function didYouMean(name: string, names: readonly string[], otherwise: string): string {
  const near = nearestNames(name, names);
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : otherwise;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('-', '');
}
