import type { TurnBrief } from '../core/event-brief.ts';
import { type ForkNode, growForest, type Kin } from '../core/forest.ts';
import { type Account, forgottenAccount } from './ledger.ts';

export interface Placed {
  account: Account;
  depth: number;
  parent: Account | null;
}

/** When it was last used, according to its file and the log; empty if unknown. */
export function lastUsed({ session, tally }: Account): string {
  const logged = isoOf(tally.recent.at(-1));
  return session && session.lastActiveAt > logged ? session.lastActiveAt : logged;
}

/** Every session before its forks. Roots are ordered by last use, the latest first; forks of one parent by age, the oldest first. */
export function placeInTree(accounts: readonly Account[]): Placed[] {
  const waiting = growForest(accounts, kinOfAccount)
    .toSorted((a, b) => usedAt(a).localeCompare(usedAt(b)))
    .map((node) => ({ node, parent: null as Account | null, depth: 0 }));
  const placed: Placed[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, parent, depth } = next;
    const account = node.item ?? forgottenAccount(node.kin);
    placed.push({ account, depth, parent });
    for (const child of node.children.toReversed()) waiting.push({ node: child, parent: account, depth: depth + 1 });
  }
  return placed;
}

function kinOfAccount(account: Account): Kin {
  const { name, ids, parent } = account;
  return { name, ids: [...ids], parent, createdAt: bornAt(account) };
}

/** A parent that only its forks are known of stands where the last used of them would. */
function usedAt({ item, children }: ForkNode<Account>): string {
  return item ? lastUsed(item) : children.reduce((latest, child) => (usedAt(child) > latest ? usedAt(child) : latest), '');
}

/** `root` and all of its forks, from a whole tree. */
export function withForks(placed: readonly Placed[], root: Account): Placed[] {
  const start = placed.findIndex(({ account }) => account === root);
  const first = placed[start];
  if (!first) return [];
  const after = placed.slice(start + 1);
  const end = after.findIndex(({ depth }) => depth <= first.depth);
  const below = end === -1 ? after : after.slice(0, end);
  return [{ ...first, depth: 0, parent: null }, ...below.map((each) => ({ ...each, depth: each.depth - first.depth }))];
}

/** The matching ones, each below its nearest matching ancestor. */
export function filterPlaced(placed: readonly Placed[], matches: (account: Account) => boolean): Placed[] {
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

function bornAt({ session, tally }: Account): string {
  return session?.createdAt ?? isoOf(tally.recent[0]);
}

/** The time of a call, which may have been edited, in the form in which times are compared; empty without a call. */
function isoOf(call: TurnBrief | undefined): string {
  return call ? new Date(call.time).toISOString() : '';
}
