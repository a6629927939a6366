import { findOtherClaudes } from '../claude/call/running-claudes.ts';
import { listTranscripts, sessionIdOf } from '../claude/transcript/conversation-files.ts';
import type { Config } from '../core/config.ts';
import { isValidName } from '../core/names.ts';
import { waitMsOf } from '../core/options.ts';
import { ownersOf } from '../core/owners.ts';
import { resolveSetting } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import { chorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions } from './options.ts';
import { holdSession } from './turns.ts';

/** A conversation that the vault is asked about. */
export interface Vaulted {
  sessionId: string;
  /** The session that has it, or once had it; undefined for a conversation without a name. */
  session: Session | undefined;
  /** Whether it is the present conversation of that session. */
  isCurrent: boolean;
}

/** @param query the name of a session, the id of a conversation, or the beginning of an id that the vault knows. */
export async function findVaulted(world: World, query: string): Promise<Vaulted> {
  const { sessions, vault } = world.store;
  if (isValidName(query) && sessions.has(query)) {
    const session = await sessions.get(query);
    return { sessionId: session.sessionId, session, isCurrent: true };
  }
  const listed = sessions.list().sessions;
  const owners = ownersOf(listed);
  const ofClaude = listTranscripts(world.env, world.cwd, 'all').flatMap((path) => sessionIdOf(path) ?? []);
  const known = [...new Set([...vault.sessionIds(), ...owners.keys(), ...ofClaude])];
  const [sessionId, ...others] = idStart.test(query) ? known.filter((id) => id.startsWith(query.toLowerCase())) : [];
  if (others.length > 0)
    throw chorusError('conversation-ambiguous', `${JSON.stringify(query)} matches several conversations`, 'Give more of the id.');
  // For its hint at names like this one.
  if (sessionId === undefined && !idStart.test(query)) await sessions.get(query);
  if (sessionId === undefined)
    throw chorusError('conversation-not-found', `there is no conversation ${query}`, 'chorus vault shows those that the vault has.');
  const owner = owners.get(sessionId);
  const session = listed.find(({ name }) => name === owner?.name);
  return { sessionId, session, isCurrent: session?.sessionId === sessionId };
}

/** Whether the vault is to have the conversations of a session. */
export function isVaultWanted(session: Session, config: Config | undefined): boolean {
  return resolveSetting('vault', { session, config }, 'lenient')?.value !== false;
}

/** How a message calls it. */
export function nameOf({ session, sessionId, isCurrent }: Vaulted): string {
  return session && isCurrent ? session.name : sessionId;
}

/**
 * Does `work` while neither a turn of chorus nor another `claude` can write to the conversation. A dry run, which only reads, holds nothing.
 * @throws ChorusError `busy`
 */
export async function holdVaulted<T>(
  world: World,
  found: Vaulted,
  action: string,
  options: HoldOptions & { isDryRun?: boolean | undefined },
  work: (found: Vaulted) => Promise<T>,
): Promise<T> {
  if (options.isDryRun) return work(found);
  const lock = found.session
    ? await holdSession(world, found.session.name, action, options)
    : await world.store.lockTurn(found.sessionId, { waitMs: waitMsOf(options), action, onWait: options.observer?.onWait });
  try {
    const [other] = findOtherClaudes(world.env, { cwd: found.session?.cwd ?? world.cwd, sessionId: found.sessionId });
    if (other)
      throw chorusError(
        'busy',
        `claude (process ${other.pid}) has the conversation of ${nameOf(found)} open`,
        'Nothing was changed. End it first.',
      );
    return await work(await refresh(world, found));
  } finally {
    lock.release(found.session ? undefined : 'removed');
  }
}

/** As it is once it is held. */
async function refresh({ store }: World, found: Vaulted): Promise<Vaulted> {
  return found.session ? { ...found, session: await store.sessions.get(found.session.name) } : found;
}

const idStart = /^[0-9a-f]{8}[0-9a-f-]*$/i;
