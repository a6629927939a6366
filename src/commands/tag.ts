import type { Command } from 'commander';
import { oneLine } from '../core/printable.ts';
import type { Invocation } from './shared/invocation.ts';
import { collect } from './shared/tag-option.ts';

interface Options {
  remove?: string[];
  json?: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .argument('[tags...]', 'tags to add; without any, its tags are printed')
    .option('--remove <tags>', 'take tags away, as in old,done; repeatable', collect)
    .option('--json', 'an object with its tags as they are then')
    .addHelpText(
      'after',
      `
A tag has letters, digits, '.', '_', ':', '/' and '-', and begins with a letter or digit. Goes through while a turn runs.

Examples:
  $ chorus tag auth urgent team:web
  $ chorus tag auth done --remove urgent,wip
  $ chorus tag auth
  $ chorus list --tag urgent --tag team:web`,
    );
  command.action(async (name: string, add: string[], { remove = [], json }: Options) => {
    const { chorus, stdout } = context;
    const isChange = add.length > 0 || remove.length > 0;
    const { tags } = await (isChange ? chorus.tag(name, { add, remove }) : chorus.get(name));
    if (json) stdout.write(`${JSON.stringify({ name, tags })}\n`);
    else if (!isChange) stdout.write(tags.map((tag) => `${oneLine(tag)}\n`).join(''));
    finish(0);
  });
}
