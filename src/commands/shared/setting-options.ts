import { type Command, Option } from 'commander';
import type { ValueKind } from '../../completion/table.ts';
import { parseSettingValue, settingsFrom } from '../../core/setting-values.ts';
import { type SettingDefinition, type SettingKey, type Settings, type SettingValue, settingDefinitions } from '../../core/settings.ts';
import { ChorusCommand } from './chorus-command.ts';
import { completing } from './completing.ts';
import { rare } from './rare-option.ts';

/** A setting as given on the command line: its text, or the value of a switch. */
type GivenSetting = readonly [definition: SettingDefinition, value: string | boolean];

export interface SettingOptions {
  /** In the order of the command line. */
  settings?: readonly GivenSetting[];
}

/** The settings that most people use: `--help` shows only these. */
const commonSettings: readonly string[] = [
  'model',
  'permissionMode',
  'allowedTools',
  'addDir',
  'mcpConfig',
  'appendSystemPrompt',
  'effort',
  'maxTurns',
  'budgetUsd',
  'timeout',
];

/** One spelling of a setting. All of them are collected in one option value, `settings`. */
export class SettingOption extends Option {
  constructor(flags: string, definition: SettingDefinition, value: boolean | undefined) {
    super(flags, helpOf(definition));
    // Because of a `--no-…` among its flags, commander would give the whole list a default.
    this.negate = false;
    this.argParser((text: string, earlier: readonly GivenSetting[] = []) => [
      ...earlier,
      [definition, value ?? text] satisfies GivenSetting,
    ]);
  }

  override attributeName(): string {
    return 'settings';
  }
}

/** Every setting as an option, spelled as Claude spells it. The option of a list takes one value, and may be repeated. */
export function addSettingOptions(command: Command, heading: string): Command {
  for (const definition of settingDefinitions) {
    if (definition.key === 'extraArgs') continue;
    for (const [flag, value] of spellings(definition)) {
      const option = new SettingOption(value === undefined ? `${flag} <${definition.placeholder ?? 'value'}>` : flag, definition, value);
      option.helpGroup(heading);
      if (flag !== definition.flag) option.hideHelp();
      if (!commonSettings.includes(definition.key)) rare(option);
      command.addOption(value === undefined ? completing(option, valueKindOf(definition)) : option);
    }
  }
  return command;
}

/** Notes, examples, and where to find the settings that the help leaves out. */
export function addSettingsHelp(command: Command, notes: string): Command {
  const printWhole = () => command instanceof ChorusCommand && command.printWholeHelp();
  return command
    .addOption(rare(new Option('--help-all', 'show this help with every option')))
    .on('option:help-all', printWhole)
    .addHelpText('after', notes)
    .addHelpText('after', `\nAll settings: chorus help settings. All options: chorus ${command.name()} --help-all.`);
}

/** What completion offers for the value of a setting. */
export function valueKindOf({ kind, choices, suggestions, separator, paths, placeholder }: SettingDefinition): ValueKind {
  if (kind === 'switch') return ['on', 'off'];
  if (choices) return choices;
  if (suggestions) return separator ? { list: suggestions } : suggestions;
  if (paths) return placeholder === 'directory' || placeholder === 'path' ? 'directory' : 'file';
  return 'none';
}

/** @param cwd the base of relative paths. @throws ChorusError (2) for a value that the setting cannot have. */
export function readSettings({ settings: given = [] }: SettingOptions, cwd: string): Settings {
  const values = new Map<SettingKey, SettingValue>();
  for (const [definition, text] of given) {
    const value = typeof text === 'boolean' ? text : parseSettingValue(definition, text, cwd);
    const earlier = values.get(definition.key);
    values.set(definition.key, Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value);
  }
  return settingsFrom(values);
}

/** A switch has a second spelling that sets it to false, so that one call can turn off a pinned one. */
function spellings(definition: SettingDefinition): [flag: string, value: boolean | undefined][] {
  if (definition.kind === 'switch') {
    const opposite = definition.flag.startsWith('--no-') ? definition.flag.replace('--no-', '--') : definition.flag.replace('--', '--no-');
    return [
      [definition.flag, true],
      [opposite, false],
    ];
  }
  return [definition.flag, ...(definition.aliases ?? [])].map((flag) => [flag, undefined]);
}

/** `chorus help settings` says which release a flag needs. */
function helpOf({ help, choices }: SettingDefinition): string {
  return choices ? `${help}: ${choices.join(', ')}` : help;
}
