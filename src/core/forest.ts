import type { Session } from './session.ts';
import type { SettingValue } from './settings.ts';

/** Of a setting, from a parent to its fork; undefined where it is not set. */
export interface Change {
  key: string;
  from: SettingValue | undefined;
  to: SettingValue | undefined;
}

export interface TreeNode {
  name: string;
  sessionId: string;
  /** Null for a parent that was removed: its forks still know its name. */
  session: Session | null;
  /** The settings in which it differs from its parent as both are now; none where there is no parent to compare with. */
  changes: Change[];
  /** A hand made it one of its own ancestors: it is shown as a root. */
  isCyclic: boolean;
  /** In the order in which they were forked. */
  children: TreeNode[];
}

/** All that a turn of a session would use. */
export type SettingsOf = (session: Session) => Readonly<Record<string, SettingValue | undefined>>;

/**
 * The fork trees of sessions. They come in the order of `sessions`, a tree with the first of its own. A parent is known by its id,
 * which stays through a rename, and as a former one through a restart: another session under its name is not it.
 */
export function buildForest(sessions: readonly Session[], settingsOf: SettingsOf): TreeNode[] {
  const nodes = sessions.map((session) => nodeOf(session.name, session.sessionId, session));
  const parents = linkParents(nodes);
  cutCycles(nodes, parents);
  for (const node of nodes.toSorted(byCreation)) {
    const parent = parents.get(node);
    parent?.children.push(node);
    if (parent?.session && node.session) node.changes = compare(settingsOf(parent.session), settingsOf(node.session));
  }
  return [...new Set(nodes.map((node) => rootOf(node, parents)))];
}

/** The tree that a session is in. */
export function findTree(forest: readonly TreeNode[], name: string): TreeNode | undefined {
  const holds = (node: TreeNode): boolean => (node.session !== null && node.name === name) || node.children.some(holds);
  return forest.find(holds);
}

function nodeOf(name: string, sessionId: string, session: Session | null): TreeNode {
  return { name, sessionId, session, changes: [], isCyclic: false, children: [] };
}

function linkParents(nodes: readonly TreeNode[]): Map<TreeNode, TreeNode> {
  const byId = new Map<string, TreeNode>();
  for (const node of nodes) for (const id of node.session?.formerIds ?? []) byId.set(id, node);
  for (const node of nodes) byId.set(node.sessionId, node);
  const parents = new Map<TreeNode, TreeNode>();
  for (const node of nodes) {
    const parent = node.session?.parent;
    // A fork that took the place of its original (--force) has it among its own former ids.
    if (!parent || node.session?.formerIds.includes(parent.sessionId)) continue;
    const found = byId.get(parent.sessionId) ?? nodeOf(parent.name, parent.sessionId, null);
    byId.set(parent.sessionId, found);
    parents.set(node, found);
  }
  return parents;
}

/** Cuts each cycle above the oldest session in it. */
function cutCycles(nodes: readonly TreeNode[], parents: Map<TreeNode, TreeNode>): void {
  const settled = new Set<TreeNode>();
  for (const start of nodes) {
    const path = new Set<TreeNode>();
    let node: TreeNode | undefined = start;
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

function rootOf(node: TreeNode, parents: Map<TreeNode, TreeNode>): TreeNode {
  let root = node;
  for (let parent = parents.get(root); parent; parent = parents.get(root)) root = parent;
  return root;
}

function byCreation(a: TreeNode, b: TreeNode): number {
  return (a.session?.createdAt ?? '').localeCompare(b.session?.createdAt ?? '') || a.name.localeCompare(b.name);
}

function compare(from: ReturnType<SettingsOf>, to: ReturnType<SettingsOf>): Change[] {
  return Object.keys({ ...from, ...to })
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => ({ key, from: from[key], to: to[key] }));
}
