import type { Store } from '../store/store.ts';
import type { VaultCopy } from '../store/vault.ts';

export type { VaultCopy } from '../store/vault.ts';

/** A copy in the vault, and the session that uses it. */
export interface VaultEntry extends VaultCopy {
  /** The session whose conversation this is or was, or that branches from it; null if there is none. */
  session: string | null;
  /** `kept`: a conversation without a name that `vault --all` copied. */
  use: 'current' | 'former' | 'parent' | 'kept' | null;
}

/** All copies in the vault, the largest first. Copies of a session whose file is damaged have no session. @throws ChorusError `file-unreadable` */
export function listVault({ sessions, vault }: Pick<Store, 'sessions' | 'vault'>): VaultEntry[] {
  const uses = new Map<string, Pick<VaultEntry, 'session' | 'use'>>();
  const all = sessions.list().sessions;
  for (const { name, parent } of all) {
    if (parent) uses.set(parent.sessionId, { session: name, use: 'parent' });
  }
  for (const { name, formerIds } of all) for (const id of formerIds) uses.set(id, { session: name, use: 'former' });
  for (const { name, sessionId } of all) uses.set(sessionId, { session: name, use: 'current' });
  const unnamed = vault.unnamed();
  const useOf = (id: string) => uses.get(id) ?? { session: null, use: unnamed.has(id) ? ('kept' as const) : null };
  return vault.list().map((copy) => ({ ...copy, ...useOf(copy.sessionId) }));
}

export interface PruneOptions {
  /** Only copies saved before this time. */
  savedBefore?: Date | undefined;
  /** Also copies of conversations without a name that `vault --all` made. */
  unnamed?: boolean | undefined;
  /** Removes nothing. */
  isDryRun?: boolean | undefined;
}

/**
 * Removes the copies that nobody needs: those of unknown conversations, and those put aside.
 * @returns what was removed, or would be.
 * @throws ChorusError `file-damaged` if the file of a session is damaged, since its copies are then not known.
 */
export function pruneVault(store: Pick<Store, 'sessions' | 'vault'>, { savedBefore, unnamed, isDryRun }: PruneOptions = {}): VaultEntry[] {
  const [damaged] = store.sessions.list().damaged;
  if (damaged) throw damaged.error;
  const unneeded = listVault(store).filter(
    ({ use, isAside, savedAt }) => (use === null || (use === 'kept' && unnamed) || isAside) && (!savedBefore || savedAt < savedBefore),
  );
  if (!isDryRun) for (const copy of unneeded) store.vault.remove(copy);
  return unneeded;
}
