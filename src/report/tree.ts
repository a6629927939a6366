import type { Account } from './ledger.ts';

export interface Placed {
  account: Account;
  depth: number;
  parent: Account | null;
}

/** When it was last used, as far as is known. */
export function lastUsed({ session, tally }: Account): string {
  const logged = tally.recent.at(-1)?.time ?? '';
  return session && session.lastActiveAt > logged ? session.lastActiveAt : logged;
}

/** Every session before its forks; the last used first, and of those of one parent the oldest. */
export function placeInTree(accounts: readonly Account[], parentOf: (account: Account) => Account | undefined): Placed[] {
  const forks = new Map<Account | null, Account[]>();
  for (const account of accounts) {
    const parent = parentOf(account) ?? null;
    const siblings = forks.get(parent);
    if (siblings) siblings.push(account);
    else forks.set(parent, [account]);
  }
  const placed = new Map<Account, Placed>();
  const place = (account: Account, parent: Account | null, depth: number) => {
    const waiting = [{ account, parent, depth }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (placed.has(next.account)) continue;
      placed.set(next.account, next);
      const { account: of, depth: at } = next;
      const below = [...(forks.get(of) ?? [])].sort(byAge).reverse();
      waiting.push(...below.map((fork) => ({ account: fork, parent: of, depth: at + 1 })));
    }
  };
  const newestFirst = (of: readonly Account[]) => [...of].sort((a, b) => lastUsed(b).localeCompare(lastUsed(a)));
  for (const root of newestFirst(forks.get(null) ?? [])) place(root, null, 0);
  // Files that were edited may name each other as parents.
  for (const account of newestFirst(accounts)) place(account, null, 0);
  return [...placed.values()];
}

/** `root` and everything that was forked from it, from a whole tree. */
export function withForks(placed: readonly Placed[], root: Account): Placed[] {
  const start = placed.findIndex(({ account }) => account === root);
  const first = placed[start];
  if (!first) return [];
  const after = placed.slice(start + 1);
  const end = after.findIndex(({ depth }) => depth <= first.depth);
  const below = end === -1 ? after : after.slice(0, end);
  return [{ ...first, depth: 0, parent: null }, ...below.map((each) => ({ ...each, depth: each.depth - first.depth }))];
}

/** Those that match, each below the nearest one above it that does. */
export function onlyThose(placed: readonly Placed[], matches: (account: Account) => boolean): Placed[] {
  const kept = placed.filter(({ account }) => matches(account));
  const accounts = new Set(kept.map(({ account }) => account));
  const depths = new Map<Account, number>();
  return kept.map(({ account, parent }) => {
    const inside = parent && accounts.has(parent) ? parent : null;
    const depth = inside ? (depths.get(inside) ?? 0) + 1 : 0;
    depths.set(account, depth);
    return { account, parent: inside, depth };
  });
}

function byAge(a: Account, b: Account): number {
  return bornAt(a).localeCompare(bornAt(b));
}

function bornAt({ session, tally }: Account): string {
  return session?.createdAt ?? tally.recent[0]?.time ?? '';
}
