import { removeTranscript } from '../claude/transcript/projects.ts';
import { changeTags, checkNote, type TagChanges } from '../core/annotations.ts';
import { checkName } from '../core/names.ts';
import type { Session } from '../core/session.ts';
import { relabel } from '../turn/labels.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions, RemoveOptions } from './options.ts';
import { holdWhile } from './turns.ts';

export async function changeTagsOf(world: World, name: string, changes: TagChanges): Promise<Session> {
  const { store } = world;
  // Check before taking the lock, so that a refusal leaves no lock file behind.
  changeTags((await store.sessions.get(name)).tags, changes);
  let formerly: readonly string[] = [];
  const changed = await store.sessions.update(name, ({ tags }) => {
    formerly = tags;
    return { tags: changeTags(tags, changes) };
  });
  await relabel(world, changed, { name, tags: [...formerly] });
  return changed;
}

export async function changeNoteOf({ store }: World, name: string, text: string | null): Promise<Session> {
  const note = text === null ? null : checkNote(text);
  await store.sessions.get(name);
  return store.sessions.update(name, () => ({ note }));
}

export async function renameSession(world: World, from: string, to: string, options: HoldOptions): Promise<void> {
  checkName(to);
  await world.store.sessions.get(from);
  // Before the lock, so that a refusal does not wait for a turn.
  world.store.sessions.checkRename(from, to);
  await holdWhile(world, from, 'rename', options, async () => {
    await world.store.sessions.rename(from, to);
    const session = await world.store.sessions.get(to);
    await relabel(world, session, { ...session, name: from });
  });
}

/** With `transcript`, also deletes Claude's transcript and the vault's copies. @returns the session, if it was removed. */
export async function removeSession(
  world: World,
  name: string,
  { transcript, onlyIf, ...options }: RemoveOptions,
): Promise<Session | undefined> {
  let removed: Session | undefined;
  await holdWhile(world, name, 'rm', options, async () => {
    const session = await world.store.sessions.get(name);
    if (onlyIf && !onlyIf(session)) return;
    await world.store.sessions.remove(name);
    removed = session;
    if (!transcript || session.state === 'recorded') return;
    removeTranscript(world.env, session.cwd, session.sessionId);
    world.store.vault.forget(session.sessionId);
  });
  return removed;
}
