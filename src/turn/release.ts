import type { Installation } from '../claude/call/locate.ts';
import type { Session } from '../core/session.ts';
import type { Drift } from '../core/verdict.ts';
import type { SeenTurn } from './seen-turn.ts';
import type { World } from './world.ts';

/** Asks an installation, in a directory, for its release: slow, so the following turn remembers it. */
export type AskRelease = (installation: Installation, directory: string) => Promise<string | undefined>;

/** The release that a turn will most likely get; what `claude` itself reports in the turn counts. */
export async function findRelease(
  { store }: World,
  installation: Installation,
  { cwd, last }: Pick<Session, 'cwd' | 'last'>,
  ask: AskRelease,
): Promise<{ release: string | undefined; isRemembered: boolean }> {
  const remembered = store.releases.get(installation, { directory: cwd, last: last?.release });
  return { release: remembered ?? (await ask(installation, cwd)), isRemembered: remembered !== undefined };
}

export function rememberRelease({ store }: World, installation: Installation, directory: string, release: string | null): void {
  if (release !== null) store.releases.remember(installation, directory, release);
}

/** The release that the command line was made for; null if it was not known. */
interface MadeFor {
  claude: { release: string | null };
}

/** The release that a turn is judged and priced by: the one that answered, as far as it says so. */
export function releaseOf({ claude }: MadeFor, effective: string | undefined): string | undefined {
  return effective ?? claude.release ?? undefined;
}

/** Set where the command line was made for another release than the one that answered, and would have been another one for that. */
export function findReleaseDrift({ claude }: MadeFor, { effective, isOtherCommand }: SeenTurn): Drift[] {
  if (!isOtherCommand || effective.release === undefined) return [];
  return [{ key: 'release', asked: claude.release ?? 'unknown', actual: effective.release }];
}
