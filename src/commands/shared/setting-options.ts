import { type Command, Option } from 'commander';
import type { ValueKind } from '../../completion/table.ts';
import { parseSettingValue, settingsFrom } from '../../core/setting-values.ts';
import { type SettingDefinition, type SettingKey, type Settings, type SettingValue, settingDefinitions } from '../../core/settings.ts';
import { completing } from './completing.ts';

/**
 * Every setting as an option, spelled as Claude spells it. A list takes one argument, and may be repeated.
 * @returns reads the settings that were given; relative paths are meant from `cwd`. It throws ChorusError (2).
 */
export function addSettingOptions(command: Command, heading: string): (cwd: string) => Settings {
  const given: [SettingDefinition, string | boolean][] = [];
  for (const definition of settingDefinitions) {
    if (definition.key === 'extraArgs') continue;
    for (const [flag, value] of spellings(definition)) {
      const option = new Option(value === undefined ? `${flag} <${definition.placeholder ?? 'value'}>` : flag, describe(definition));
      option.helpGroup(heading);
      if (flag !== definition.flag) option.hideHelp();
      command.addOption(value === undefined ? completing(option, valueKindOf(definition)) : option);
      command.on(`option:${option.name()}`, (text: string) => given.push([definition, value ?? text]));
    }
  }
  return (cwd) => readSettings(given, cwd);
}

/** What completion offers for the value of a setting. */
export function valueKindOf({ kind, choices, suggestions, separator, paths, placeholder }: SettingDefinition): ValueKind {
  if (kind === 'switch') return ['on', 'off'];
  if (choices) return choices;
  if (suggestions) return separator ? { list: suggestions } : suggestions;
  if (paths) return placeholder === 'directory' || placeholder === 'path' ? 'directory' : 'file';
  return 'none';
}

function readSettings(given: readonly [SettingDefinition, string | boolean][], cwd: string): Settings {
  const values = new Map<SettingKey, SettingValue>();
  for (const [definition, text] of given) {
    const value = typeof text === 'boolean' ? text : parseSettingValue(definition, text, cwd);
    const earlier = values.get(definition.key);
    values.set(definition.key, Array.isArray(value) && Array.isArray(earlier) ? [...earlier, ...value] : value);
  }
  return settingsFrom(values);
}

/** A switch has a second spelling that sets it to false, so that a call can do without what is pinned. */
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

function describe({ help, choices, since, owner }: SettingDefinition): string {
  const notes = [
    ...(choices ? [choices.join(', ')] : []),
    ...(owner === 'claude' && since && since !== '1.0.60' ? [`since claude ${since}`] : []),
  ];
  return notes.length > 0 ? `${help} (${notes.join('; ')})` : help;
}
