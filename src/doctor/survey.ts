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

export type Seen = ReturnType<typeof look>;

/** What is looked up for all sessions at once. */
export function look(world: World, release: string | undefined) {
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
    /** As far as the files are whole. */
    values: (session: Session): Settings => settingValues(resolveSettings({ session, config }, 'lenient')),
  };
}

/** Whether a turn runs. */
export async function isHeld(world: World, name: string): Promise<boolean> {
  try {
    return await holding(world, name, () => false);
  } catch (error) {
    if (isChorusError(error, 'busy')) return true;
    throw error;
  }
}

/** Works beside no turn. @throws ChorusError (5, 7) */
export async function holding<T>(world: World, name: string, work: () => T | Promise<T>): Promise<T> {
  const lock = await world.store.lockTurn(name, { waitMs: 0 });
  try {
    return await work();
  } finally {
    // Without its session the lock file is left over: remove it.
    lock.release(world.store.sessions.has(name) ? undefined : 'removed');
  }
}
