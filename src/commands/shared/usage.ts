import type { Command, CommanderError } from 'commander';
import { didYouMean } from '../../core/nearest.ts';
import { type ChorusError, chorusError, usageError } from '../../errors.ts';

/** Commander's words in our form, with what was meant, if something is near. @param words as they were typed, options and all. */
export function fromCommander(
  { message, code }: CommanderError,
  program: Command,
  words: readonly string[],
  isSession: (name: string) => boolean,
): ChorusError {
  const [path, rest] = findCommand(program, words);
  const command = path.at(-1) ?? program;
  const called = path.map((each) => each.name()).join(' ');
  if (code === 'commander.help') return usageError(`${called} needs a command of its own`, `See ${called} --help.`);
  const [what = ''] = message.replace(/^error: /, '').split('\n');
  const [, unknown = ''] = /^error: unknown (?:option|command) '([^']*)/.exec(message) ?? [];
  if (/^-.*\s/.test(unknown))
    return chorusError('unknown-option', what, 'A prompt that begins with a dash is piped in, or read with --prompt-file.');
  const help = `See ${called} --help.`;
  // A command that does something by itself, as vault, takes a mistyped one of its own for an argument, and knows none of its options.
  if (/excessArguments|unknownOption/.test(code) && command !== program && command.commands.length > 0 && rest !== undefined)
    return chorusError('unknown-command', `unknown command '${rest}'`, hint(rest, namesOf(command), help));
  if (code === 'commander.unknownOption') return chorusError('unknown-option', what, hint(unknown, optionsOf(command), help));
  if (code !== 'commander.unknownCommand') return usageError(what, help);
  if (command === program && isSession(unknown))
    return chorusError('unknown-command', what, `${unknown} is a session: chorus resume ${unknown} "<prompt>"`);
  return chorusError('unknown-command', what, hint(unknown, namesOf(command), help));
}

function hint(unknown: string, names: readonly string[], help: string): string {
  const mean = didYouMean(unknown.replace(/=[\s\S]*$/, ''), names, '');
  return [mean, help].filter(Boolean).join(' ');
}

/** The program, its command, and that one's, as far as the words name them; and the first word that names none. */
function findCommand(program: Command, words: readonly string[]): [path: Command[], rest: string | undefined] {
  const path = [program];
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const next = path.at(-1)?.commands.find((each) => [each.name(), ...each.aliases()].includes(word));
    if (!next) return [path, word];
    path.push(next);
  }
  return [path, undefined];
}

export function namesOf({ commands }: Command): string[] {
  return commands.flatMap((command) => [command.name(), ...command.aliases()]);
}

/** Hidden ones last: of two that are as near, the one that the help shows comes first. */
function optionsOf({ options }: Command): string[] {
  const flags = (isHidden: boolean) => options.filter(({ hidden }) => hidden === isHidden).flatMap(({ long }) => long ?? []);
  return [...flags(false), '--help', ...flags(true)];
}
