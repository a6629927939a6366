import { type Argument, type Command, Help, type Option } from 'commander';
import type { ArgumentEntry, CommandEntry, CompletionTable, OptionEntry, ValueKind } from '../../completion/table.ts';
import { settingDefinitions } from '../../core/settings.ts';
import { topics } from '../../terminal/topics.ts';
import { declaredKind, isDroppingFirst } from './completing.ts';
import { valueKindOf } from './setting-options.ts';

/** What a name in the usage line means unless the command says otherwise: `<names...>` are sessions. */
const kindsByName: Record<string, ValueKind> = {
  from: 'session',
  name: 'session',
  names: 'session',
  session: 'session',
  sessions: 'session',
  profile: 'profile',
  tag: 'tag',
  tags: 'tag',
  key: 'key',
  keys: 'key',
  assignments: 'assignment',
  topic: 'topic',
  file: 'file',
  path: 'file',
  directory: 'directory',
};

/** All that completion must know about the program, derived from it. @param passesExtraArgs whether a verb passes on what follows `--`. */
export function completionTableOf(program: Command, passesExtraArgs: (verb: string) => boolean): CompletionTable {
  const pool: string[] = [];
  const entryOf = (command: Command): CommandEntry => ({
    name: command.name(),
    aliases: command.aliases(),
    help: command.summary() || command.description(),
    // Our own Help class leaves out rare options.
    options: new Help()
      .visibleOptions(command)
      .concat(hiddenOptions(command))
      .map((option) => {
        const entry = JSON.stringify(optionEntry(option));
        return pool.includes(entry) ? pool.indexOf(entry) : pool.push(entry) - 1;
      }),
    args: command.registeredArguments.map(argumentEntry),
    commands: command.commands.map(entryOf),
    ...(passesExtraArgs(command.name()) ? { passesExtraArgs: true } : {}),
  });
  const described = entryOf(program);
  return {
    program: described,
    options: pool.map((entry) => JSON.parse(entry)),
    settings: settingDefinitions.map((definition) => ({ name: definition.key, help: definition.help, value: valueKindOf(definition) })),
    topics: topics.map(({ name, title }) => ({ name, help: title })),
  };
}

function hiddenOptions(command: Command): readonly Option[] {
  return command.options.filter(({ hidden }) => hidden);
}

function optionEntry(option: Option): OptionEntry {
  const takesValue = option.required || option.optional;
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    help: option.description,
    ...(takesValue ? { value: kindOfOption(option) } : {}),
    ...(option.hidden ? { isHidden: true } : {}),
    ...(isDroppingFirst(option) ? { dropsFirst: true } : {}),
  };
}

/** By the option's name (`--profile <name>`), else by its placeholder (`--prompt-file <file>`). */
function kindOfOption(option: Option): ValueKind {
  const placeholder = /[<[]([\w-]+)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1] ?? '';
  return declaredKind(option) ?? option.argChoices ?? kindsByName[option.name()] ?? kindsByName[placeholder] ?? 'none';
}

/** A name after another argument is a new one, as in `fork <from> <name>`. */
function argumentEntry(argument: Argument, index: number): ArgumentEntry {
  const named = index > 0 && argument.name() === 'name' ? 'none' : kindsByName[argument.name()];
  return {
    value: declaredKind(argument) ?? argument.argChoices ?? named ?? 'none',
    ...(argument.variadic ? { isVariadic: true } : {}),
  };
}
