import fuzzysort from 'fuzzysort';
import type { Listed } from '../../core/listing.ts';

/** How well a session has to fit, from 0 to 1. */
const threshold = 0.3;

/** The sessions that fit a search by name, tag and note, the best first; all, in their order, for an empty one. */
export function createSearch(listed: readonly Listed[]): (query: string) => readonly Listed[] {
  const targets = listed.map((each) => {
    const { name, tags, note } = each.session;
    return { each, name, tags: tags.join(' '), note: note ?? '' };
  });
  return (query) => {
    const wanted = query.trim();
    if (wanted === '') return listed;
    return fuzzysort.go(wanted, targets, { keys: ['name', 'tags', 'note'], threshold, limit: 0 }).map(({ obj }) => obj.each);
  };
}
