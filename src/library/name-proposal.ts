import type { KeptConversation } from '../core/conversation.ts';
import { isValidName } from '../core/names.ts';

/** A free name: a conversation's title or tag if it can be one, else made from its title or first prompt. */
export function proposeName(
  { title, tag = null, firstPrompt }: Pick<KeptConversation, 'title' | 'firstPrompt'> & Partial<Pick<KeptConversation, 'tag'>>,
  isTaken: (name: string) => boolean,
): string {
  const given = title ?? tag;
  if (given !== null && isValidName(given) && !isTaken(given)) return given;
  const words = (given ?? firstPrompt ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const joined = (words ?? []).slice(0, 4).join('-').slice(0, 40);
  const name = isValidName(joined) ? joined : 'adopted';
  for (let count = 2, candidate = name; ; count++) {
    if (!isTaken(candidate)) return candidate;
    candidate = `${name}-${count}`;
  }
}
