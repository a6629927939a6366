import type { Command } from 'commander';
import { buildForest, findTree, type TreeNode } from '../core/forest.ts';
import { settingsWith } from '../library/kinship.ts';
import type { Invocation } from './shared/invocation.ts';
import { noSessionYet, sayDamaged } from './shared/sessions-said.ts';

interface Options {
  json?: boolean;
  color: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('[name]', 'a session: its tree alone, from the root on')
    .option('--json', 'an array of roots, each with its children')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
Below a fork stand the settings in which it differs from its parent as both are now: those that their turns would use. A parent that
was removed is shown by the name that its forks know. The tree last used comes first.

Examples:
  $ chorus tree
  $ chorus tree auth-jwt
  $ chorus tree --json | jq -r '.. | objects | select(.isGone) | .name'`,
    );
  command.action(async (name: string | undefined, { json, color }: Options) => {
    const { store, stdout, stderr, env } = context;
    if (name !== undefined) await context.chorus.get(name);
    const { sessions, damaged } = store.sessions.list();
    const all = buildForest(sessions, settingsWith(store.config.getIfWhole()));
    const own = name === undefined ? undefined : findTree(all, name);
    const forest = name === undefined ? all : own ? [own] : [];
    if (json) stdout.write(`${JSON.stringify(forest.map(asJson), null, 2)}\n`);
    else if (forest.length > 0) {
      const [{ drawForest }, { styleFor }, { widthOf }] = await Promise.all([
        import('../terminal/tree-lines.ts'),
        import('../terminal/style.ts'),
        import('../terminal/table.ts'),
      ]);
      const view = { now: context.now(), style: styleFor(stdout, env, color), available: widthOf(stdout), marked: name };
      stdout.write(`${(await drawForest(forest, view)).join('\n')}\n`);
    } else if (damaged.length === 0) stderr.write(`chorus: ${noSessionYet}\n`);
    sayDamaged(context, damaged);
    finish(0);
  });
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
