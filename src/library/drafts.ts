import { checkNote, checkTags } from '../core/annotations.ts';
import { checkName } from '../core/names.ts';
import type { NewOptions } from '../core/options.ts';
import { profileOf, resolveSetting } from '../core/resolve.ts';
import { createSession, type Parent, type Session } from '../core/session.ts';
import { chorusError, usageError } from '../errors.ts';
import { checkGivenDirectory, resolveDirectory } from '../turn/directory.ts';
import type { World } from '../turn/world.ts';

/** The session that `new` would make. Writes nothing. */
export function draftSession(world: World, name: string, options: NewOptions): Session {
  checkName(name);
  const { cwd, ...settings } = options.settings ?? {};
  world.store.sessions.checkFree(name, options.force);
  const config = world.store.config.get();
  const profile = options.profile ?? null;
  if (profile !== null) profileOf(config, profile);
  const call = cwd === undefined ? {} : { cwd };
  const directory = resolveSetting('cwd', { session: { name, settings: {}, profile }, config, call }, 'lenient')?.value;
  const at = resolveDirectory(world.cwd, directory);
  if (cwd !== undefined) checkGivenDirectory(at);
  return {
    ...createSession({
      name,
      sessionId: world.newId(),
      now: world.now(),
      cwd: at,
      settings,
      profile,
    }),
    tags: checkTags(options.tags ?? []),
    note: options.note === undefined ? null : checkNote(options.note),
  };
}

/** A branch of `parent` as it is now. Writes nothing. */
export function draftFork(world: World, parent: Session, name: string, options: NewOptions): Session {
  if (parent.state === 'recorded' && !parent.parent) {
    throw chorusError(
      'nothing-to-fork',
      `${JSON.stringify(parent.name)} has no conversation yet that could be forked`,
      `Give it a first turn: chorus resume ${parent.name} "…". Or start a new conversation: chorus new ${name}`,
    );
  }
  if (options.settings?.cwd !== undefined) {
    throw usageError(
      'a fork stays in the directory of its parent',
      'Claude looks for a conversation in the directory where it began. Leave out --cwd.',
    );
  }
  const { cwd: _, ...draft } = draftSession(world, name, options);
  // A recorded fork without a turn of its own is still at its parent's fork point.
  const isPending = parent.state === 'recorded';
  // A title is one conversation's.
  const { name: _title, ...inherited } = parent.settings;
  const at: Parent = isPending && parent.parent ? parent.parent : { name: parent.name, sessionId: parent.sessionId, at: parent.tip };
  return {
    ...draft,
    cwd: parent.cwd,
    profile: options.profile ?? parent.profile,
    settings: { ...inherited, ...draft.settings },
    parent: at,
    tip: parent.tip,
    root: parent.root,
    last: parent.last && { ...parent.last, verdict: undefined, turn: undefined, exitCode: undefined, cache: undefined },
    transcriptSeen: parent.transcriptSeen,
    transcriptStamp: parent.transcriptStamp,
    promptSnapshot: parent.promptSnapshot,
  };
}
