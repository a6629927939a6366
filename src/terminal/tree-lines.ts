import type { ChalkInstance } from 'chalk';
import { formatCost } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import type { Change, TreeNode } from '../core/forest.ts';
import { oneLine } from '../core/printable.ts';
import type { SettingValue } from '../core/settings.ts';
import { type Ruler, rulerFor } from './ruler.ts';
import { painter } from './session-table.ts';
import { turnWords, verdictWords } from './session-words.ts';
import type { Cell } from './table.ts';

interface TreeView {
  now: Date;
  style: ChalkInstance;
  /** Columns of the terminal; infinite without one. */
  available: number;
  /** The session that was asked for. */
  marked?: string | undefined;
}

/** The longest value of a setting on a terminal. */
const longestValue = 40;

/** A name is not cut shorter than this, to leave room for its verdict. */
const leastName = 12;

/** A line per session, joined to its parent's; below it the settings that differ from the parent's. */
export async function drawForest(forest: readonly TreeNode[], view: TreeView): Promise<string[]> {
  const nodes = forest.flatMap((root) => drawNode(root, { own: '', below: '' }, view));
  const ruler = await rulerFor(
    nodes.flatMap(({ name, status, facts, items }) => [name.text, ...status.map(({ text }) => text), facts, ...items]),
  );
  return nodes.flatMap((node) => layNode(node, view, ruler));
}

interface NodeLines {
  /** What joins it to its parent. */
  own: string;
  name: Cell;
  status: Cell[];
  facts: string;
  /** The items on the lines below it. */
  items: string[];
  /** The beginning of those lines. */
  below: string;
}

function drawNode(node: TreeNode, guides: { own: string; below: string }, view: TreeView): NodeLines[] {
  const hasChildren = node.children.length > 0;
  const last = node.children.length - 1;
  return [
    {
      own: guides.own,
      ...nodeCells(node, view),
      items: node.changes.map((change) => changeWords(change, view)),
      below: `${guides.below}${hasChildren ? '│' : ' '}${indent}`,
    },
    ...node.children.flatMap((child, index) =>
      drawNode(
        child,
        { own: `${guides.below}${index === last ? joiner.last : joiner.next}`, below: `${guides.below}${index === last ? '   ' : '│  '}` },
        view,
      ),
    ),
  ];
}

const joiner = { next: '├─ ', last: '└─ ' } as const;

/** Of the settings, from the line that leads down. */
const indent = '    ';

function nodeCells({ name, session, isCyclic }: TreeNode, { now, style, marked }: TreeView): Pick<NodeLines, 'name' | 'status' | 'facts'> {
  if (!session) return { name: { text: oneLine(name), paint: style.dim }, status: [{ text: '  gone', paint: style.dim }], facts: '' };
  const { text, tone } = verdictWords(session);
  const { totals, lastActiveAt, last } = session;
  const facts = [
    ...(last?.turn === undefined || last.turn === 'ok' ? [] : [`turn ${turnWords(last.turn).text}`]),
    ...(totals.turns > 0 ? [totals.turns === 1 ? '1 turn' : `${totals.turns} turns`, formatCost(totals.costUsd)] : []),
    `${formatSpan(now.getTime() - Date.parse(lastActiveAt))} ago`,
    ...(isCyclic ? [`forked from its own fork ${oneLine(session.parent?.name ?? '')}`] : []),
  ];
  return {
    name: { text: name, paint: style.bold },
    status: [{ text: name === marked ? ' ←' : '' }, { text: `  ${tone === 'none' ? 'no turn yet' : text}`, paint: painter(style, tone) }],
    facts: ` · ${facts.join(' · ')}`,
  };
}

/** If there is little room, the end of the facts is cut first, then the name; for a deep fork also the lines from far above. */
function layNode({ own, name, status, facts, items, below }: NodeLines, { available, style }: TreeView, ruler: Ruler): string[] {
  const deepest = Math.floor(available * 0.4);
  const joint = own.length <= deepest ? own : cutJoint(own, deepest);
  const taken = [joint, ...status.map(({ text }) => text)].reduce((sum, text) => sum + ruler.widthOf(text), 0);
  const fitting = ruler.cut(name.text, Math.max(leastName, available - taken), 'end');
  const cells = [{ text: joint, paint: style.dim }, { ...name, text: fitting }, ...status, { text: facts }];
  const lead = ruler.cut(below, deepest + 1 + indent.length, 'start');
  return [
    cutLine(cells, available, ruler),
    ...fillLines(items, available - ruler.widthOf(lead), ruler).map((text) => style.dim(lead + text)),
  ];
}

/** The generation replaces what is cut: with only the near lines left, a child would look like its parent's sibling. */
function cutJoint(own: string, width: number): string {
  const generation = `…${own.length / joiner.last.length}`;
  return (generation + own.slice(Math.min(own.length, own.length - width + generation.length))).slice(0, width);
}

function changeWords({ key, from, to }: Change, { available }: TreeView): string {
  const longest = Number.isFinite(available) ? longestValue : available;
  const valueWords = (value: SettingValue | undefined) => {
    const text = value === undefined ? '-' : oneLine(Array.isArray(value) ? value.join(', ') : String(value));
    const characters = [...text];
    return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
  };
  return `${oneLine(key)}: ${valueWords(from)} → ${valueWords(to)}`;
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

/** Items separated by commas, on as many lines as it takes. */
function fillLines(items: readonly string[], available: number, ruler: Ruler): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const joined = lines.length > 0 ? `${lines.at(-1)}, ${item}` : item;
    if (lines.length > 0 && ruler.widthOf(joined) <= available) lines[lines.length - 1] = joined;
    else lines.push(ruler.cut(item, Math.max(1, available), 'end'));
  }
  return lines;
}
