import type { Command } from 'commander';
import { changeTags, splitTags } from '../core/annotations.ts';
import { oneLine, printable } from '../core/printable.ts';
import type { Context } from './shared/context.ts';
import { collect } from './shared/tag-option.ts';

interface TagOptions {
  name: string;
  /** To add. */
  tags?: string[];
  remove?: string[];
  dryRun?: boolean;
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .argument('[tags...]', 'tags to add; without any, the tags of the session are printed')
    .option('--remove <tags>', 'tags to remove, as in old,done; repeatable', collect)
    .option('--dry-run', 'print the tags that the session would have; change nothing')
    .option('--json', 'print an object with the tags of the session after the change')
    .addHelpText(
      'after',
      `
A tag has letters, digits, '.', '_', ':', '/' and '-', and begins with a letter or digit. This works while a turn runs.
Claude's own tools know one tag of a conversation: they show the first one, unless somebody gave it another.

Examples:
  $ chorus tag auth urgent team:web
  $ chorus tag auth done --remove urgent,wip
  $ chorus tag auth
  $ chorus list --tag urgent --tag team:web`,
    );
}

export async function run({ name, tags: add = [], remove = [], dryRun, json }: TagOptions, context: Context): Promise<number> {
  const { chorus, stdout, stderr } = context;
  const isChange = add.length > 0 || remove.length > 0;
  const { tags } = await (isChange && !dryRun ? chorus.tag(name, { add, remove }) : chorus.get(name));
  const shown = isChange && dryRun ? changeTags(tags, { add, remove }) : tags;
  if (json) stdout.write(`${JSON.stringify({ name, tags: shown })}\n`);
  else if (!isChange || dryRun) stdout.write(shown.map((tag) => `${oneLine(tag)}\n`).join(''));
  else if (remove.length > 0) stderr.write(printable(`chorus: removed ${splitTags(remove).join(', ')} from the tags of ${name}\n`));
  return 0;
}
