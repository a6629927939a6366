import { quirksOf } from '../claude/call/releases.ts';
import { appendLabels, type GivenLabels, readGivenLabels } from '../claude/transcript/labels.ts';
import { findTranscript, type TranscriptFile } from '../claude/transcript/projects.ts';
import { resolveSetting } from '../core/resolve.ts';
import { isSameStamp, type Session } from '../core/session.ts';
import type { World } from './world.ts';

/** What a session was called before: only a title or a tag that chorus gave is replaced. */
export type Formerly = Pick<Session, 'name' | 'tags'>;

/**
 * Has Claude's picker, and its SDK, show a session's new name, and the first of its tags: they know only one. A title or a tag that somebody
 * else gave stays, and so does that of the setting `name`. Needs no lock: Claude appends to a transcript in the same way.
 * @throws ChorusError (7)
 */
export async function relabel(world: World, session: Session, formerly: Formerly): Promise<void> {
  const { sessionId, cwd, state, last } = session;
  if (state !== 'active' || !quirksOf(last?.release).namesConversations) return;
  const transcript = findTranscript(world.env, cwd, sessionId);
  if (!transcript?.isReadable) return;
  const isTitleSet = resolveSetting('name', { session, config: world.store.config.getIfWhole() }, 'lenient') !== undefined;
  const changes = labelChanges(readGivenLabels(transcript.path), session, formerly, isTitleSet);
  const added = appendLabels(transcript.path, sessionId, changes);
  if (added > 0) await noteOwnRecords(world, session, transcript, added);
}

/** After the first turn of a conversation: a fork begins with the tag of its original, and any other one without a tag. */
export async function labelBegun(world: World, name: string): Promise<void> {
  const session = await world.store.sessions.get(name);
  const tags = (session.parent && world.store.sessions.readIfWhole(session.parent.name)?.tags) ?? [];
  if (session.tags.length > 0 || tags.length > 0) await relabel(world, session, { name, tags });
}

/** Pure. @param isTitleSet whether a setting gives the title. */
export function labelChanges(given: GivenLabels, session: Formerly, formerly: Formerly, isTitleSet: boolean): Partial<GivenLabels> {
  const { title, tag = '' } = given;
  const isOwnTitle = !isTitleSet && (title === undefined || title === formerly.name);
  const isOwnTag = tag === '' || formerly.tags.includes(tag);
  const wanted = session.tags[0] ?? '';
  return {
    ...(isOwnTitle && session.name !== formerly.name ? { title: session.name } : {}),
    ...(isOwnTag && wanted !== tag ? { tag: wanted } : {}),
  };
}

/** What chorus itself added is no change of the transcript: the next turn must find it as it was noted after the last one. */
async function noteOwnRecords({ env, store }: World, session: Session, before: TranscriptFile, added: number): Promise<void> {
  const { sessionId, cwd, name } = session;
  const after = findTranscript(env, cwd, sessionId);
  // Something else wrote, too.
  if (after?.size !== before.size + added) return;
  const isKept = isSameStamp(before.stamp, session.transcriptStamp);
  if (isKept) store.vault.keep(sessionId, after.path);
  await store.sessions.update(name, ({ transcriptStamp, last }) => ({
    transcriptStamp: isKept && isSameStamp(before.stamp, transcriptStamp) ? after.stamp : transcriptStamp,
    last: last && isSameStamp(before.stamp, last.counted) ? { ...last, counted: after.stamp } : last,
  }));
}
