import type { Command, CommanderError } from 'commander';
import { didYouMean } from '../../core/nearest.ts';
import { quoteForShell } from '../../core/shell.ts';
import { type ChorusError, chorusError, usageError } from '../../errors.ts';
import { foreignVerbs } from './foreign-verbs.ts';

/** A command line that commander rejected. */
interface RefusedLine {
  error: CommanderError;
  program: Command;
  /** As typed, options included. */
  words: readonly string[];
  isSession(name: string): boolean;
}

/** Turns commander's error into one of ours, with a guess at what was meant. */
export function fromCommander({ error, program, words, isSession }: RefusedLine): ChorusError {
  const [path, rest] = findCommand(program, words);
  const command = path.at(-1) ?? program;
  const called = path.map((each) => each.name()).join(' ');
  const help = `See ${called} --help.`;
  const what = messageOf(error);
  switch (error.code) {
    case 'commander.help':
      return usageError(`${called} needs a subcommand: ${namesOf(command).join(', ')}`, help);
    case 'commander.unknownCommand': {
      const unknown = quotedIn(error);
      if (command === program && isSession(unknown))
        return chorusError('unknown-command', what, `${unknown} is a session: chorus resume ${unknown} "<prompt>"`);
      const foreign = foreignHint(program, [...path.slice(1).map((each) => each.name()), unknown]);
      return chorusError('unknown-command', what, foreign ? `${foreign} ${help}` : hint(unknown, namesOf(command), help));
    }
    case 'commander.invalidArgument':
      return usageError(what, [choiceHint(error), help].filter(Boolean).join(' '));
    case 'commander.unknownOption':
    case 'commander.excessArguments': {
      const unknown = error.code === 'commander.unknownOption' ? quotedIn(error) : '';
      if (/^-.*\s/.test(unknown))
        return chorusError('unknown-option', what, 'A prompt that begins with a dash: pipe it in, or use --prompt-file.');
      // A command that also runs by itself, such as vault, takes a mistyped subcommand for an argument, and has none of its options.
      if (command !== program && command.commands.length > 0 && rest !== undefined)
        return chorusError('unknown-command', `unknown command '${rest}'`, hint(rest, namesOf(command), help));
      const known = optionHint({ unknown, words, command, called });
      if (known !== undefined) return chorusError('unknown-option', what, known);
      if (unknown === '' && isForText(command)) return usageError(what, quotesHint(called, command));
      return unknown === '' ? usageError(what, help) : chorusError('unknown-option', what, hint(unknown, optionsOf(command), help));
    }
    default:
      return usageError(what, help);
  }
}

/** What a verb of another tool, or one in the wrong place, is called here; undefined for any other word. */
export function foreignHint(program: Command, words: readonly string[]): string | undefined {
  const command = foreignVerbs.get(words.join(' '));
  if (command === undefined) return undefined;
  const summary = program.commands.find((each) => each.name() === command)?.summary();
  return `Did you mean ${command}${summary ? ` (${summary})` : ''}?`;
}

/** The nearest of the choices that the message of commander lists. */
function choiceHint({ message }: CommanderError): string {
  const [, value, choices] = /argument '([^']*)' is invalid\. Allowed choices are (.*)\.$/.exec(message) ?? [];
  return value === undefined || choices === undefined ? '' : didYouMean(value, choices.split(', '), '');
}

/** Whether the last argument is prose, which people forget to quote. */
function isForText({ registeredArguments }: Command): boolean {
  return ['prompt', 'text'].includes(registeredArguments.at(-1)?.name() ?? '');
}

function quotesHint(called: string, { registeredArguments, args }: Command): string {
  const at = registeredArguments.length - 1;
  const what = registeredArguments[at]?.name();
  const text = quoteForShell(args.slice(at).join(' '));
  const names = args.slice(0, at).map(quoteForShell);
  // A long one is better typed again than read here.
  return `Put the ${what} in quotes: ${[called, ...names, text.length > 80 ? `"<${what}>"` : text].join(' ')}`;
}

function messageOf({ message }: CommanderError): string {
  return message.replace(/^error: /, '').split('\n')[0] ?? '';
}

/** The unknown word. Commander 14 has it only in the message, between quotes. */
function quotedIn({ message }: CommanderError): string {
  return /'([^']*)/.exec(message)?.[1] ?? '';
}

/** What is wrong with an option that the command has: it stands before the command, or has a value. Undefined if it has none like it. */
function optionHint({ unknown, words, command, called }: { unknown: string; words: readonly string[]; command: Command; called: string }) {
  const flag = flagOf(unknown);
  if (!optionsOf(command).includes(flag)) return undefined;
  const at = words.findIndex((word) => [command.name(), ...command.aliases()].includes(word));
  return words.indexOf(unknown) < at ? `Put it after the command: ${called} … ${flag}` : `It takes no value: ${flag}`;
}

function flagOf(option: string): string {
  return option.replace(/=[\s\S]*$/, '');
}

function hint(unknown: string, names: readonly string[], help: string): string {
  const mean = didYouMean(flagOf(unknown), names, '');
  return [mean, help].filter(Boolean).join(' ');
}

/** The program, its command and that command's subcommand, as far as the words name them; and the first word that names none. */
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

/** Hidden ones last: of two equally close ones, the one that the help shows comes first. */
function optionsOf({ options }: Command): string[] {
  const flags = (isHidden: boolean) => options.filter(({ hidden }) => hidden === isHidden).flatMap(({ long }) => long ?? []);
  return [...flags(false), '--help', ...flags(true)];
}
