import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { listTranscripts, sessionIdOf, summarizeConversations } from '../claude/transcript/conversation-files.ts';
import { findTranscript, isInFolderOf } from '../claude/transcript/projects.ts';
import { realPath } from '../claude/transcript/real-path.ts';
import type { KeptConversation } from '../core/conversation.ts';
import { type Owner, ownersOf } from '../core/owners.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';

/** Conversations that belong to no session: those of the caller's directory, or all. The last used comes first. */
export function listAdoptable(world: World, { all = false }: { all?: boolean | undefined } = {}): KeptConversation[] {
  const owners = ownersOf(world.store.sessions.list().sessions);
  const here = realPath(world.cwd);
  const paths = listTranscripts(world.env, here, all ? 'all' : 'own').filter((path) => !owners.has(sessionIdOf(path) ?? ''));
  const found = summarizeConversations(paths, here);
  // Claude keeps the conversations of /a/b and /a-b in the same folder.
  return all ? found : found.filter(({ cwd, path }) => cwd === null || cwd === here || !isInFolderOf(path, cwd));
}

/**
 * Finds a conversation by its id, the beginning of its id, or the path of its transcript.
 * @throws ChorusError `conversation-not-found`, `conversation-ambiguous`, `conversation-taken`
 */
export function findAdoptable(world: World, query: string): KeptConversation {
  const isPath = query.includes('/') || query.endsWith('.jsonl');
  const path = isPath ? checkPath(world, resolve(world.cwd, query)) : findById(world, query.toLowerCase());
  const owner = ownersOf(world.store.sessions.list().sessions).get(sessionIdOf(path) ?? '');
  if (owner) throw alreadyOwned(query, owner);
  const beside = listTranscripts(world.env, world.cwd, 'all').filter((other) => dirname(other) === dirname(path));
  // The title of a conversation may be in the transcript of another one.
  const conversation = summarizeConversations([...new Set([path, ...beside])], realPath(world.cwd)).find((each) => each.path === path);
  if (!conversation) throw chorusError('conversation-not-found', `there is no conversation in ${path}`, 'It is empty, or cannot be read.');
  return conversation;
}

/** @throws ChorusError `conversation-taken` */
export function checkFree(world: World, sessionId: string): void {
  const owner = ownersOf(world.store.sessions.list().sessions).get(sessionId);
  if (owner) throw alreadyOwned(sessionId, owner);
}

/** How many of several matches an error names. */
const mostNamed = 10;

function findById(world: World, query: string): string {
  const matching = listTranscripts(world.env, world.cwd, 'all').filter((path) => query !== '' && sessionIdOf(path)?.startsWith(query));
  const owners = ownersOf(world.store.sessions.list().sessions);
  const isFree = (path: string) => !owners.has(sessionIdOf(path) ?? '');
  // Conversations of sessions are not listed, so they do not make an id ambiguous.
  const free = matching.filter(isFree);
  const candidates = free.length > 0 ? free : matching;
  const [first] = candidates;
  if (first === undefined) {
    throw chorusError(
      'conversation-not-found',
      `there is no conversation ${JSON.stringify(query)}`,
      'chorus adopt --all --list shows the conversations that belong to no session.',
    );
  }
  if (candidates.length === 1) return first;
  const here = findTranscript(world.env, world.cwd, sessionIdOf(first) ?? '')?.path;
  const isOne = candidates.every((path) => sessionIdOf(path) === sessionIdOf(first));
  if (isOne && here !== undefined && isInFolderOf(here, realPath(world.cwd))) return here;
  const found = summarizeConversations(candidates, realPath(world.cwd));
  if (found.length === 1) return found[0]?.path ?? first;
  throw chorusError(
    'conversation-ambiguous',
    `${JSON.stringify(query)} ${isOne ? 'is in several folders' : 'matches several conversations'}`,
    [
      isOne ? 'Give the path of the transcript:' : 'Give more of the id:',
      ...found.slice(0, mostNamed).map((each) => `${isOne ? each.path : each.sessionId} ${firstWords(each)}`),
      ...(found.length > mostNamed ? [`… and ${found.length - mostNamed} more`] : []),
    ].join('\n          '),
  );
}

function firstWords({ title, firstPrompt }: KeptConversation): string {
  const words = (title ?? firstPrompt ?? '').replaceAll(/\s+/g, ' ');
  return JSON.stringify(words.length > 60 ? `${words.slice(0, 59)}…` : words);
}

function checkPath({ env, cwd }: World, path: string): string {
  const sessionId = sessionIdOf(path);
  if (!sessionId) throw chorusError('conversation-not-found', `${path} is not a transcript`, 'A transcript is named <session-id>.jsonl.');
  if (!existsSync(path))
    throw chorusError('conversation-not-found', `there is no file ${path}`, 'chorus adopt --all --list shows the conversations of Claude.');
  const known = listTranscripts(env, cwd, 'all').filter((other) => sessionIdOf(other) === sessionId);
  const [other] = known;
  if (other !== undefined && !known.some((each) => realPath(each) === realPath(path))) {
    throw chorusError(
      'conversation-ambiguous',
      `Claude has its own transcript of this conversation: ${other}`,
      `Adopt that one instead: chorus adopt ${sessionId} <name>`,
    );
  }
  return known.find((each) => realPath(each) === realPath(path)) ?? path;
}

function alreadyOwned(what: string, { name, isFormer }: Owner): ChorusError {
  return chorusError(
    'conversation-taken',
    `the conversation ${what} ${isFormer ? 'used to belong' : 'belongs'} to the session ${JSON.stringify(name)}`,
    `Continue it: chorus resume ${name} "<prompt>". Or branch it: chorus fork ${name} <new-name>.`,
  );
}
