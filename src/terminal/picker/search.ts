import fuzzysort from 'fuzzysort';
import type { KeptConversation } from '../../core/conversation.ts';
import type { Listed } from '../../core/listing.ts';

/** Those of the items that match what was typed, the best first; all of them, in their order, if nothing was. */
export type Search<Item> = (query: string) => readonly Item[];

/** How well a session has to match, from 0 to 1. */
const threshold = 0.3;

/** By name, tag and note; letters may be left out. */
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

/** By id, title, first prompt and directory: every word as it was typed, in any case. In texts that long, nearly any letters match. */
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
