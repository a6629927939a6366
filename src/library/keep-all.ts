import { statSync } from 'node:fs';
import { listTranscripts, sessionIdOf } from '../claude/transcript/conversation-files.ts';
import { compareTranscripts, stateOf, type TranscriptState } from '../claude/transcript/difference.ts';
import { waitMsOf } from '../core/options.ts';
import { ownersOf } from '../core/owners.ts';
import type { Session } from '../core/session.ts';
import { isChorusError } from '../errors.ts';
import type { World } from '../turn/world.ts';
import type { HoldOptions } from './options.ts';
import { isVaultWanted } from './vaulted.ts';

/** A conversation that was not copied. */
export interface Uncopied {
  sessionId: string;
  path: string;
  /**
   * `busy`: a turn runs, which copies it at its end. `incomplete`: it lacks records that the vault has. `damaged`: it is broken off.
   * `failed`: it could not be read, or the copy not be written.
   */
  reason: 'busy' | 'incomplete' | 'damaged' | 'failed';
  message: string | null;
}

export interface KeptAll {
  /** All that Claude has, but those of sessions whose setting `vault` is false. */
  conversations: number;
  copied: number;
  /** What is new in the vault. */
  bytes: number;
  uncopied: Uncopied[];
}

interface Found {
  sessionId: string;
  path: string;
  size: number;
  mtimeMs: number;
  session: Session | undefined;
}

/**
 * Copies what is new of every conversation of this user to the vault, with or without a name, the last used first. One that has not
 * changed costs two looks at a file. `vault prune` leaves these copies alone.
 * @throws ChorusError `busy` if another call does the same, after waiting for it; (7)
 */
export async function keepAll(world: World, { wait, observer }: HoldOptions): Promise<KeptAll> {
  const { vault } = world.store;
  const lock = await world.store.lockVault({
    waitMs: waitMsOf({ wait }),
    action: 'vault --all',
    onWait: observer?.onWait,
  });
  try {
    const found = findAll(world);
    const changed = found.filter(({ sessionId, size, mtimeMs }) => size > 0 && !vault.isUpToDate(sessionId, { size, mtimeMs }));
    vault.noteUnnamed(changed.flatMap(({ sessionId, session }) => (session ? [] : [sessionId])));
    const all: KeptAll = { conversations: found.length, copied: 0, bytes: 0, uncopied: [] };
    for (const each of changed) {
      const before = vault.copyOf(each.sessionId)?.size ?? 0;
      const uncopied = await keepOne(world, each);
      if (uncopied) all.uncopied.push(uncopied);
      else {
        all.copied++;
        all.bytes += Math.max(0, (vault.copyOf(each.sessionId)?.size ?? 0) - before);
      }
    }
    return all;
  } finally {
    lock.release('removed');
  }
}

/** Each conversation once, the last used first: a copy of a transcript in another project is an older state of it. */
function findAll(world: World): Found[] {
  const sessions = world.store.sessions.list().sessions;
  const byName = new Map(sessions.map((session) => [session.name, session]));
  const owners = ownersOf(sessions);
  const config = world.store.config.getIfWhole();
  const found = new Map<string, Found>();
  for (const path of listTranscripts(world.env, world.cwd, 'all')) {
    const sessionId = sessionIdOf(path);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!sessionId || !stats?.isFile() || stats.mtimeMs < (found.get(sessionId)?.mtimeMs ?? 0)) continue;
    const session = byName.get(owners.get(sessionId)?.name ?? '');
    if (session && !isVaultWanted(session, config)) continue;
    found.set(sessionId, { sessionId, path, size: stats.size, mtimeMs: stats.mtimeMs, session });
  }
  return [...found.values()].sort((a, b) => b.mtimeMs - a.mtimeMs);
}

async function keepOne(world: World, found: Found): Promise<Uncopied | undefined> {
  const { sessionId, path, session } = found;
  const uncopied = (reason: Uncopied['reason'], message: string | null = null): Uncopied => ({ sessionId, path, reason, message });
  try {
    const lock = await world.store.lockTurn(session?.name ?? sessionId, { waitMs: 0 });
    try {
      const state = stateNow(world, found);
      if (state === 'incomplete') return uncopied('incomplete');
      if (state === 'broken-off') return uncopied('damaged');
      world.store.vault.keep(sessionId, path, { compare: state === 'grown' ? 'ends' : 'all', isEdit: () => state === 'edited' });
      return undefined;
    } finally {
      lock.release(session ? undefined : 'removed');
    }
  } catch (error) {
    if (isChorusError(error, 'busy')) return uncopied('busy');
    if (error instanceof Error && 'code' in error) return uncopied('failed', error.message);
    throw error;
  }
}

function stateNow({ store }: World, { sessionId, path, size }: Found): TranscriptState {
  const copy = store.vault.copyOf(sessionId);
  if (!copy || (size > copy.size && store.vault.isGrown(sessionId, path))) return 'grown';
  return stateOf(compareTranscripts(path, copy.path));
}
