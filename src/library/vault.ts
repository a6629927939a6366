import type { Store } from '../store/store.ts';
import type { VaultCopy } from '../store/vault.ts';

export type { VaultCopy } from '../store/vault.ts';

/** A copy in the vault, and whose it is. */
export interface VaultEntry extends VaultCopy {
  /** The session that goes on with the conversation, went on with it once, or branches from it; null when none does. */
  session: string | null;
  use: 'current' | 'former' | 'parent' | null;
}

/** All copies in the vault, the largest first. Those of a session whose file is damaged have none. @throws ChorusError (7) */
export function listVault({ sessions, vault }: Pick<Store, 'sessions' | 'vault'>): VaultEntry[] {
  const uses = new Map<string, Pick<VaultEntry, 'session' | 'use'>>();
  const all = sessions.list().sessions;
  for (const { name, parent } of all) {
    if (parent) uses.set(parent.sessionId, { session: name, use: 'parent' });
  }
  for (const { name, formerIds } of all) for (const id of formerIds) uses.set(id, { session: name, use: 'former' });
  for (const { name, sessionId } of all) uses.set(sessionId, { session: name, use: 'current' });
  return vault.list().map((copy) => ({ ...copy, ...(uses.get(copy.sessionId) ?? { session: null, use: null }) }));
}

export interface PruneOptions {
  /** Only copies that are as old. */
  savedBefore?: Date | undefined;
  /** Nothing is removed. */
  isDryRun?: boolean | undefined;
}

/**
 * Removes the copies that no session needs: of conversations that none knows, and what was put aside.
 * @returns what was removed, or would be.
 * @throws ChorusError (7), also where a session's file is damaged: then nobody can tell what it needs.
 */
export function pruneVault(store: Pick<Store, 'sessions' | 'vault'>, { savedBefore, isDryRun }: PruneOptions = {}): VaultEntry[] {
  const [damaged] = store.sessions.list().damaged;
  if (damaged) throw damaged.error;
  const unneeded = listVault(store).filter(
    ({ session, isAside, savedAt }) => (session === null || isAside) && (!savedBefore || savedAt < savedBefore),
  );
  if (!isDryRun) for (const copy of unneeded) store.vault.remove(copy);
  return unneeded;
}
