import { buildForest, findTree, type TreeNode } from '../core/forest.ts';
import { type Listed, type Selection, selectSessions } from '../core/listing.ts';
import type { DamagedSession } from '../store/sessions.ts';
import type { World } from '../turn/world.ts';
import { settingsWith } from './kinship.ts';
import { transcriptAges } from './transcript-age.ts';

export type { DamagedSession } from '../store/sessions.ts';

/** The selected sessions with the state of their transcripts, and the files that cannot be read. */
export interface Overview {
  /** The selected sessions, the last used first. */
  listed: Listed[];
  /** The number of all sessions. */
  total: number;
  damaged: DamagedSession[];
}

export function takeOverview(world: World, selection: Partial<Selection>): Overview {
  const { sessions, damaged } = world.store.sessions.list();
  const ages = transcriptAges(world);
  const inVault = world.store.vault.sessionIds();
  const listed = selectSessions(sessions, { tags: [], ...selection }).map((session) => ({
    session,
    age: ages(session),
    isInVault: inVault.has(session.sessionId),
  }));
  return { listed, total: sessions.length, damaged };
}

/** The trees of forks, and the files that cannot be read. */
export interface Forest {
  /** The tree that was used last comes first. */
  trees: TreeNode[];
  damaged: DamagedSession[];
}

export function showForest({ store }: World, name?: string): Forest {
  const { sessions, damaged } = store.sessions.list();
  const all = buildForest(sessions, settingsWith(store.config.getIfWhole()));
  const own = name === undefined ? undefined : findTree(all, name);
  return { trees: name === undefined ? all : own ? [own] : [], damaged };
}
