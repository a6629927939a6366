import type { Session } from './session.ts';
import type { SettingValue } from './settings.ts';

/** How a setting differs between a parent and its fork; undefined where it is not set. */
export interface Change {
  key: string;
  from: SettingValue | undefined;
  to: SettingValue | undefined;
}

export interface TreeNode {
  name: string;
  sessionId: string;
  /** Null for a parent that was removed, and is known only from its forks. */
  session: Session | null;
  /** The settings in which it now differs from its parent; empty without a parent to compare with. */
  changes: Change[];
  /** Edited files made it one of its own ancestors: it is shown as a root. */
  isCyclic: boolean;
  /** In the order in which they were forked. */
  children: TreeNode[];
}

/** All settings that a turn of a session would use. */
export type SettingsOf = (session: Session) => Readonly<Record<string, SettingValue | undefined>>;

/** What the tree needs to know about a session, whether it still exists or was removed. */
export interface Kin {
  name: string;
  /** The ids of its conversations, the current one first. */
  ids: readonly string[];
  parent: { name: string; sessionId: string } | null;
  /** ISO 8601; empty if unknown. */
  createdAt: string;
}

export interface ForkNode<T> {
  kin: Kin;
  /** Null for a parent that is known only from its forks. */
  item: T | null;
  /** Edited files made it one of its own ancestors: it is a root. */
  isCyclic: boolean;
  /** In the order in which they were forked. */
  children: ForkNode<T>[];
}

/**
 * The fork trees, ordered by the first of each tree's members in `items`. A parent is found by its id, not its name: the id survives a
 * rename, and stays among the former ids after a restart, while another session may take over the name.
 */
export function growForest<T>(items: readonly T[], kinOf: (item: T) => Kin): ForkNode<T>[] {
  const nodes = items.map((item) => nodeOf<T>(kinOf(item), item));
  const parents = linkParents(nodes);
  cutCycles(nodes, parents);
  for (const node of nodes.toSorted(byCreation)) parents.get(node)?.children.push(node);
  return [...new Set(nodes.map((node) => rootOf(node, parents)))];
}

/** The fork trees of sessions, in the order of `sessions`. */
export function buildForest(sessions: readonly Session[], settingsOf: SettingsOf): TreeNode[] {
  const toTreeNode = ({ kin, item, isCyclic, children }: ForkNode<Session>, parent: Session | null): TreeNode => ({
    name: kin.name,
    sessionId: kin.ids[0] ?? '',
    session: item,
    changes: parent && item ? changesBetween(settingsOf(parent), settingsOf(item)) : [],
    isCyclic,
    children: children.map((child) => toTreeNode(child, item)),
  });
  return growForest(sessions, kinOfSession).map((root) => toTreeNode(root, null));
}

function kinOfSession({ name, sessionId, formerIds, parent, createdAt }: Session): Kin {
  return { name, ids: [sessionId, ...formerIds], parent, createdAt };
}

/** The tree that contains a session. */
export function findTree(forest: readonly TreeNode[], name: string): TreeNode | undefined {
  const holds = (node: TreeNode): boolean => (node.session !== null && node.name === name) || node.children.some(holds);
  return forest.find(holds);
}

function nodeOf<T>(kin: Kin, item: T | null): ForkNode<T> {
  return { kin, item, isCyclic: false, children: [] };
}

function linkParents<T>(nodes: readonly ForkNode<T>[]): Map<ForkNode<T>, ForkNode<T>> {
  const byId = new Map<string, ForkNode<T>>();
  for (const node of nodes) for (const id of node.kin.ids.slice(1)) byId.set(id, node);
  for (const node of nodes) for (const id of node.kin.ids.slice(0, 1)) byId.set(id, node);
  const parents = new Map<ForkNode<T>, ForkNode<T>>();
  for (const node of nodes) {
    const { parent, ids } = node.kin;
    // A fork that took the place of its original (--force) has it among its own former ids.
    if (!parent || ids.slice(1).includes(parent.sessionId)) continue;
    const found =
      byId.get(parent.sessionId) ?? nodeOf<T>({ name: parent.name, ids: [parent.sessionId], parent: null, createdAt: '' }, null);
    byId.set(parent.sessionId, found);
    parents.set(node, found);
  }
  return parents;
}

/** Cuts each cycle above the oldest session in it. */
function cutCycles<T>(nodes: readonly ForkNode<T>[], parents: Map<ForkNode<T>, ForkNode<T>>): void {
  const settled = new Set<ForkNode<T>>();
  for (const start of nodes) {
    const path = new Set<ForkNode<T>>();
    let node: ForkNode<T> | undefined = start;
    for (; node && !settled.has(node) && !path.has(node); node = parents.get(node)) path.add(node);
    if (node && path.has(node)) {
      const [oldest] = [...path].slice([...path].indexOf(node)).sort(byCreation);
      if (oldest) {
        oldest.isCyclic = true;
        parents.delete(oldest);
      }
    }
    for (const each of path) settled.add(each);
  }
}

function rootOf<T>(node: ForkNode<T>, parents: Map<ForkNode<T>, ForkNode<T>>): ForkNode<T> {
  let root = node;
  for (let parent = parents.get(root); parent; parent = parents.get(root)) root = parent;
  return root;
}

function byCreation({ kin: a }: ForkNode<unknown>, { kin: b }: ForkNode<unknown>): number {
  return a.createdAt.localeCompare(b.createdAt) || a.name.localeCompare(b.name);
}

function changesBetween(from: ReturnType<SettingsOf>, to: ReturnType<SettingsOf>): Change[] {
  return Object.keys({ ...from, ...to })
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => ({ key, from: from[key], to: to[key] }));
}
