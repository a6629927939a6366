import type { Command } from 'commander';
import { oneLine } from '../core/printable.ts';
import type { Context } from './shared/context.ts';
import { collect } from './shared/tag-option.ts';

interface TagOptions {
  name: string;
  /** To add. */
  tags?: string[];
  remove?: string[];
  json?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .argument('[tags...]', 'tags to add; without any, the tags of the session are printed')
    .option('--remove <tags>', 'tags to remove, as in old,done; repeatable', collect)
    .option('--json', 'print an object with the tags of the session after the change')
    .addHelpText(
      'after',
      `
A tag has letters, digits, '.', '_', ':', '/' and '-', and begins with a letter or digit. This works while a turn runs.

Examples:
  $ chorus tag auth urgent team:web
  $ chorus tag auth done --remove urgent,wip
  $ chorus tag auth
  $ chorus list --tag urgent --tag team:web`,
    );
}

export async function run({ name, tags: add = [], remove = [], json }: TagOptions, { chorus, stdout }: Context): Promise<number> {
  const isChange = add.length > 0 || remove.length > 0;
  const { tags } = await (isChange ? chorus.tag(name, { add, remove }) : chorus.get(name));
  if (json) stdout.write(`${JSON.stringify({ name, tags })}\n`);
  else if (!isChange) stdout.write(tags.map((tag) => `${oneLine(tag)}\n`).join(''));
  return 0;
}
