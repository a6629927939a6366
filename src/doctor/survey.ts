import { quirksOf } from '../claude/call/releases.ts';
import { indexOtherClaudes } from '../claude/call/running-claudes.ts';
import { indexTranscripts } from '../claude/transcript/projects.ts';
import { isDirectory } from '../claude/transcript/real-path.ts';
import { resolveSettings, settingValues } from '../core/resolve.ts';
import type { Session } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import { isChorusError } from '../errors.ts';
import { transcriptAges } from '../library/transcript-age.ts';
import type { World } from '../turn/world.ts';

export type Survey = ReturnType<typeof surveySessions>;

/** Facts that are gathered once for all sessions. */
export function surveySessions(world: World, release: string | undefined) {
  const config = world.store.config.getIfWhole();
  const directories = new Map<string, boolean>();
  return {
    age: transcriptAges(world),
    pathOf: indexTranscripts(world.env),
    copies: world.store.vault.sessionIds(),
    live: indexOtherClaudes(world.env),
    now: world.now(),
    quirks: quirksOf(release),
    hasDirectory: (path: string) => {
      const is = directories.get(path) ?? isDirectory(path);
      directories.set(path, is);
      return is;
    },
    /** The settings of a session, without those that are not valid. */
    values: (session: Session): Settings => settingValues(resolveSettings({ session, config }, 'lenient')),
  };
}

/** Whether a turn is running. */
export async function isHeld(world: World, name: string): Promise<boolean> {
  try {
    return await withTurnLock(world, name, () => false);
  } catch (error) {
    if (isChorusError(error, 'busy')) return true;
    throw error;
  }
}

/** Runs `work` while no turn can run. @throws ChorusError (5) if a turn is running, (7) */
export async function withTurnLock<T>(world: World, name: string, work: () => T | Promise<T>): Promise<T> {
  const lock = await world.store.lockTurn(name, { waitMs: 0 });
  try {
    return await work();
  } finally {
    // Remove the lock file if its session is gone.
    lock.release(world.store.sessions.has(name) ? undefined : 'removed');
  }
}
