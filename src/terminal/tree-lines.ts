import type { ChalkInstance } from 'chalk';
import type { SettingValue } from '../session/settings.ts';
import type { Change, TreeNode } from '../session/tree.ts';
import { type Ruler, rulerFor } from './ruler.ts';
import { painter } from './session-table.ts';
import { describeLastVerdict, oneLine } from './session-words.ts';
import type { Cell } from './table.ts';
import { formatCost, formatSpan } from './text.ts';

export interface TreeView {
  now: Date;
  style: ChalkInstance;
  /** Columns of the terminal; infinite for what is no terminal. */
  available: number;
  /** The session that was asked for. */
  marked?: string | undefined;
}

/** Longest value of a setting on a terminal. */
const longestValue = 40;

/** A line a session, joined to its parent's; below it the settings in which the two differ. */
export async function drawForest(forest: readonly TreeNode[], view: TreeView): Promise<string[]> {
  const lines = forest.flatMap((root) => drawNode(root, { own: '', below: '' }, view));
  const ruler = await rulerFor(lines.flatMap(({ cells, items }) => [...cells.map(({ text }) => text), ...items]));
  return lines.flatMap(({ cells, items, below }) => [
    cutLine(cells, view.available, ruler),
    ...fillLines(items, view.available - ruler.widthOf(below), ruler).map((text) => view.style.dim(below + text)),
  ]);
}

interface NodeLines {
  cells: Cell[];
  /** What fills the lines below it. */
  items: string[];
  /** What those lines begin with. */
  below: string;
}

function drawNode(node: TreeNode, guides: { own: string; below: string }, view: TreeView): NodeLines[] {
  const hasChildren = node.children.length > 0;
  const last = node.children.length - 1;
  return [
    {
      cells: [{ text: guides.own, paint: view.style.dim }, ...describeNode(node, view)],
      items: node.changes.map((change) => describeChange(change, view)),
      below: `${guides.below}${hasChildren ? '│' : ' '}    `,
    },
    ...node.children.flatMap((child, index) =>
      drawNode(
        child,
        { own: `${guides.below}${index === last ? '└─ ' : '├─ '}`, below: `${guides.below}${index === last ? '   ' : '│  '}` },
        view,
      ),
    ),
  ];
}

function describeNode({ name, session, isCyclic }: TreeNode, { now, style, marked }: TreeView): Cell[] {
  if (!session)
    return [
      { text: oneLine(name), paint: style.dim },
      { text: '  gone', paint: style.dim },
    ];
  const { text, tone } = describeLastVerdict(session);
  const { totals, lastActiveAt } = session;
  const facts = [
    ...(totals.turns > 0 ? [totals.turns === 1 ? '1 turn' : `${totals.turns} turns`, formatCost(totals.costUsd)] : []),
    `${formatSpan(now.getTime() - Date.parse(lastActiveAt))} ago`,
    ...(isCyclic ? [`forked from its own fork ${oneLine(session.parent?.name ?? '')}`] : []),
  ];
  return [
    { text: name, paint: style.bold },
    { text: name === marked ? ' ←' : '' },
    { text: `  ${tone === 'none' ? 'no turn yet' : text}`, paint: painter(style, tone) },
    { text: ` · ${facts.join(' · ')}` },
  ];
}

function describeChange({ key, from, to }: Change, { available }: TreeView): string {
  const longest = Number.isFinite(available) ? longestValue : available;
  const describe = (value: SettingValue | undefined) => {
    const text = value === undefined ? '-' : oneLine(Array.isArray(value) ? value.join(', ') : String(value));
    const characters = [...text];
    return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
  };
  return `${oneLine(key)}: ${describe(from)} → ${describe(to)}`;
}

function cutLine(cells: readonly Cell[], available: number, ruler: Ruler): string {
  let left = available;
  return cells
    .map(({ text, paint }) => {
      const fitting = left > 0 ? ruler.cut(text, left, 'end') : '';
      left -= ruler.widthOf(text);
      return fitting === '' || !paint ? fitting : paint(fitting);
    })
    .join('');
}

/** Items with commas between them, as many a line as it takes. */
function fillLines(items: readonly string[], available: number, ruler: Ruler): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const joined = lines.length > 0 ? `${lines.at(-1)}, ${item}` : item;
    if (lines.length > 0 && ruler.widthOf(joined) <= available) lines[lines.length - 1] = joined;
    else lines.push(ruler.cut(item, Math.max(1, available), 'end'));
  }
  return lines;
}
