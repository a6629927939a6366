import type { Installation } from '../claude/call/locate.ts';
import type { World } from './world.ts';

/** Asks an installation for its release: slow, so the following turn remembers it. */
export type AskRelease = (installation: Installation) => Promise<string | undefined>;

export async function findRelease({ store }: World, installation: Installation, ask: AskRelease): Promise<string | undefined> {
  return store.releases.get(installation) ?? ask(installation);
}

export function rememberRelease({ store }: World, installation: Installation, release: string | null): void {
  if (release !== null && release !== store.releases.get(installation)) store.releases.remember(installation, release);
}
