import { Argument, type Command } from 'commander';
import { didYouMean } from '../core/nearest.ts';
import { chorusError } from '../errors.ts';
import { findTopic, topics } from '../terminal/topics.ts';
import { completing } from './shared/completing.ts';
import type { Context } from './shared/context.ts';
import { foreignHint, namesOf } from './shared/usage.ts';

interface HelpOptions {
  /** A topic, or the words of a command. */
  topic: readonly string[];
}

const topicNames = topics.map(({ name }) => name);

export function declare(command: Command): void {
  command
    .addArgument(completing(new Argument('[topic...]', `a command, or one of ${topicNames.join(', ')}`), 'topic'))
    .addHelpText('after', '\nExamples:\n  $ chorus help resume\n  $ chorus help vault prune\n  $ chorus help exit-codes');
}

export async function run({ topic: words }: HelpOptions, context: Context, command: Command): Promise<number> {
  const topic = words.length === 1 ? findTopic(words[0] ?? '') : undefined;
  if (topic) {
    const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
    context.stdout.write(`${(await topic.load()).text(width)}\n`);
  } else findCommand(command.parent as Command, words).outputHelp();
  return 0;
}

function findCommand(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((each) => [each.name(), ...each.aliases()].includes(word));
    if (!next) {
      const known = [...namesOf(found), ...(found === program ? topicNames : [])];
      const otherwise = `Topics are ${topicNames.join(', ')}; chorus help lists the commands.`;
      throw chorusError(
        'unknown-command',
        `there is no command or topic ${JSON.stringify(words.join(' '))}`,
        foreignHint(program, words) ?? didYouMean(word, known, otherwise),
      );
    }
    found = next;
  }
  return found;
}
