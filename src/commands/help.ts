import type { Command } from 'commander';
import { usageError } from '../errors.ts';
import { findTopic, topics } from '../terminal/topics.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('[topic]', `a command, or one of ${topics.map(({ name }) => name).join(', ')}`)
    .addHelpText('after', '\nExamples:\n  $ chorus help resume\n  $ chorus help exit-codes');
  command.action((name: string | undefined) => {
    const program = command.parent as Command;
    const topic = name === undefined ? undefined : findTopic(name);
    const other = program.commands.find((each) => each.name() === name || each.aliases().includes(name ?? ''));
    if (name !== undefined && !topic && !other) {
      throw usageError(
        `there is no command or topic ${JSON.stringify(name)}`,
        `Topics are ${topics.map((each) => each.name).join(', ')}; chorus help lists the commands.`,
      );
    }
    if (topic) context.stdout.write(`${topic.text()}\n`);
    else (other ?? program).outputHelp();
    finish(0);
  });
}
