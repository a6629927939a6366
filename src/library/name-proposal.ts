import type { KeptConversation } from '../core/conversation.ts';
import { isValidName } from '../core/names.ts';

/** A free name, made from a conversation's title or first prompt. */
export function proposeName(
  { title, firstPrompt }: Pick<KeptConversation, 'title' | 'firstPrompt'>,
  isTaken: (name: string) => boolean,
): string {
  const words = (title ?? firstPrompt ?? '')
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
