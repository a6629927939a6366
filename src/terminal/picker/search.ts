import fuzzysort from 'fuzzysort';
import type { KeptConversation } from '../../core/conversation.ts';
import type { Listed } from '../../core/listing.ts';

/** The items that match the query, best first; without a query all of them, in their order. */
export type Search<Item> = (query: string) => readonly Item[];

/** How well a session must match, from 0 to 1. */
const threshold = 0.3;

/** Fuzzy, by name, tags and note. */
export function searchSessions(listed: readonly Listed[]): Search<Listed> {
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

/** By id, title, first prompt and directory. Every word must occur, in any case: in texts this long, fuzzy search finds nearly everything. */
export function searchConversations(conversations: readonly KeptConversation[]): Search<KeptConversation> {
  const targets = conversations.map((each) => {
    const { sessionId, title, firstPrompt, cwd } = each;
    return { each, text: [sessionId, title, firstPrompt, cwd].join(' ').toLowerCase() };
  });
  return (query) => {
    const words = query.toLowerCase().split(/\s+/);
    return targets.filter(({ text }) => words.every((word) => text.includes(word))).map(({ each }) => each);
  };
}
