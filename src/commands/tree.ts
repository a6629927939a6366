import type { Command } from 'commander';
import type { TreeNode } from '../core/forest.ts';
import type { Context } from './shared/context.ts';
import { noSessionYet, reportDamaged } from './shared/damaged-sessions.ts';

interface TreeOptions {
  name?: string | undefined;
  json?: boolean;
  color?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('[name]', 'a session: only its tree, from the root')
    .option('--json', 'print an array of roots, each with its children')
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

export async function run({ name, json, color = true }: TreeOptions, context: Context): Promise<number> {
  const { chorus, stdout, stderr, env } = context;
  const { trees, damaged } = await chorus.tree(name);
  if (json) stdout.write(`${JSON.stringify(trees.map(asJson), null, 2)}\n`);
  else if (trees.length > 0) {
    const [{ drawForest }, { styleFor }, { widthOf }] = await Promise.all([
      import('../terminal/tree-lines.ts'),
      import('../terminal/style.ts'),
      import('../terminal/table.ts'),
    ]);
    const view = { now: context.now(), style: styleFor(stdout, env, color), available: widthOf(stdout), marked: name };
    stdout.write(`${(await drawForest(trees, view)).join('\n')}\n`);
  } else if (damaged.length === 0) stderr.write(`chorus: ${noSessionYet}\n`);
  reportDamaged(context, damaged);
  return 0;
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
