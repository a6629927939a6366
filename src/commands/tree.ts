import type { Command } from 'commander';
import type { TreeNode } from '../core/forest.ts';
import type { Context } from './shared/context.ts';
import { noSessionYet, reportDamaged } from './shared/damaged-sessions.ts';
import { parseLimit } from './shared/limit.ts';
import { printPaged } from './shared/paged.ts';

interface TreeOptions {
  name?: string | undefined;
  limit?: number;
  json?: boolean;
  pager?: boolean;
  color?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('[name]', 'a session: only its tree, from the root')
    .option('--limit <n>', 'only the first N trees; all: no limit', parseLimit)
    .option('--json', 'print an array of roots, each with its children')
    .option('--no-pager', 'do not use a pager')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
Below each fork are the settings that now differ from those of its parent. A parent that was removed is shown under the name that its
forks know. The tree used last comes first.

Examples:
  $ chorus tree
  $ chorus tree auth-jwt
  $ chorus tree --json | jq -r '.. | objects | select(.isGone) | .name'`,
    );
}

export async function run({ name, limit, json, pager, color = true }: TreeOptions, context: Context): Promise<number> {
  const { chorus, stdout, stderr, env } = context;
  const { trees: all, damaged } = await chorus.tree(name);
  const trees = all.slice(0, limit);
  let exitCode = 0;
  if (json) stdout.write(`${JSON.stringify(trees.map(asJson), null, 2)}\n`);
  else if (trees.length > 0) {
    const [{ drawForest }, { styleFor }, { widthOf }] = await Promise.all([
      import('../terminal/tree-lines.ts'),
      import('../terminal/style.ts'),
      import('../terminal/table.ts'),
    ]);
    const view = { now: context.now(), style: styleFor(stdout, env, color), available: widthOf(stdout), marked: name };
    exitCode = await printPaged(`${(await drawForest(trees, view)).join('\n')}\n`, context, pager);
  } else if (damaged.length === 0) stderr.write(`chorus: ${noSessionYet}\n`);
  reportDamaged(context, damaged);
  return exitCode;
}

function asJson({ name, sessionId, session, changes, isCyclic, children }: TreeNode): object {
  return {
    name,
    sessionId,
    isGone: session === null,
    isCyclic,
    createdAt: session?.createdAt ?? null,
    lastActiveAt: session?.lastActiveAt ?? null,
    verdict: session?.last?.verdict ?? null,
    model: session?.last?.model ?? null,
    totals: session?.totals ?? null,
    tags: session?.tags ?? [],
    changes: Object.fromEntries(changes.map(({ key, from, to }) => [key, { from: from ?? null, to: to ?? null }])),
    children: children.map(asJson),
  };
}
