import { isAbsolute, resolve } from 'node:path';
import { type ChorusError, chorusError } from '../errors.ts';
import { didYouMean } from './nearest.ts';
import { findSetting, type SettingDefinition, type SettingKey, type Settings, type SettingValue, settingDefinitions } from './settings.ts';

/**
 * What the user typed for a setting, as the value that is stored. Relative paths are meant from `cwd`.
 * @throws ChorusError (usage) that says what is allowed.
 */
export function parseSettingValue(definition: SettingDefinition, text: string, cwd: string): SettingValue {
  const value = readValue(definition, text, cwd);
  const problem = checkSettingValue(definition, value);
  if (problem) throw badValue(definition, text, problem);
  return value;
}

/** What is wrong with a stored value, in words that follow "has to be"; undefined when nothing is. */
export function checkSettingValue(definition: SettingDefinition, value: unknown): string | undefined {
  switch (definition.kind) {
    case 'switch':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'number':
      if (definition.isWhole) return Number.isInteger(value) && Number(value) > 0 ? undefined : 'a whole number above 0';
      return typeof value === 'number' && Number.isFinite(value) && value > 0 ? undefined : 'a number above 0';
    case 'duration':
      return typeof value === 'number' && Number.isFinite(value) && value > 0 ? undefined : 'seconds, or a time like 90s, 5m or 2h';
    case 'choice':
      return definition.choices?.includes(value as string) ? undefined : `one of ${definition.choices?.join(', ')}`;
    case 'list':
      return Array.isArray(value) && value.every((item) => isSafeText(item) && item !== '')
        ? undefined
        : 'a list of texts that are not empty';
    default:
      return isSafeText(value) && value !== '' ? undefined : 'a text that is not empty';
  }
}

/**
 * Settings from a file, checked: nothing that a hand wrote reaches `claude` unless its kind fits.
 * @param where what the message names: `session "auth"`, `defaults`.
 * @throws ChorusError (usage)
 */
export function checkSettings(settings: unknown, where: string): Settings {
  if (!isObject(settings)) {
    throw chorusError('invalid-setting', `the settings of ${where} are not an object`, 'Mend the file, or set them anew with chorus set.');
  }
  for (const [key, value] of Object.entries(settings)) {
    const definition = findSetting(key);
    if (!definition) throw unknownSetting(key, `in the settings of ${where}`);
    const problem = checkSettingValue(definition, value);
    if (problem)
      throw chorusError(
        'invalid-setting',
        `${key} of ${where} has to be ${problem}`,
        `It is ${JSON.stringify(value)}. Change it with chorus set.`,
      );
  }
  return settings;
}

/** Of settings from a file, those that are in the table and fit their kind: for what has to go on beside a mistake in a file. */
export function fittingSettings(settings: unknown): Settings {
  if (!isObject(settings)) return {};
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => {
      const definition = findSetting(key);
      return definition !== undefined && checkSettingValue(definition, value) === undefined;
    }),
  );
}

/** Settings from values that `parseSettingValue` gave. */
export function settingsFrom(values: Iterable<readonly [SettingKey, SettingValue]>): Settings {
  return Object.fromEntries(values) as Settings;
}

/** The error for a key that is not in the table, with the nearest one that is. */
export function unknownSetting(key: string, where: string): ChorusError {
  const keys = settingDefinitions.map((definition) => definition.key);
  return chorusError(
    'unknown-setting',
    `${JSON.stringify(key)} ${where} is not a setting`,
    didYouMean(key, keys, `Settings are ${keys.join(' ')}.`),
  );
}

/** Splits as Claude does: at commas and blanks that are not inside parentheses. */
export function splitTools(text: string): string[] {
  const tools: string[] = [];
  let depth = 0;
  let tool = '';
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth = Math.max(0, depth - 1);
    if (depth === 0 && /[,\s]/.test(character)) {
      if (tool) tools.push(tool);
      tool = '';
    } else tool += character;
  }
  return tool ? [...tools, tool] : tools;
}

function readValue(definition: SettingDefinition, text: string, cwd: string): SettingValue {
  switch (definition.kind) {
    case 'switch':
      if (/^(true|on|yes|1)$/i.test(text)) return true;
      if (/^(false|off|no|0)$/i.test(text)) return false;
      return text;
    case 'number':
      return text.trim() === '' ? Number.NaN : Number(text);
    case 'duration':
      return readDuration(text);
    case 'list':
      return readList(definition, text).map((item) => resolvePath(definition, item, cwd));
    default:
      return resolvePath(definition, text, cwd);
  }
}

function readList(definition: SettingDefinition, text: string): string[] {
  if (definition.separator === 'tools') return splitTools(text);
  if (definition.key === 'extraArgs' && text.startsWith('[')) return readJsonList(text);
  return [text];
}

function readJsonList(text: string): string[] {
  try {
    return JSON.parse(text) as string[];
  } catch {
    return [text];
  }
}

function readDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text.trim()) ?? [];
  return Number(amount ?? Number.NaN) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
}

function resolvePath({ paths }: SettingDefinition, text: string, cwd: string): string {
  if (!paths || text === '' || isAbsolute(text)) return text;
  if (paths === 'or-json' && /^\s*[{[]/.test(text)) return text;
  return resolve(cwd, text);
}

/** A NUL can't be part of an argument of a program: node refuses to start it. */
function isSafeText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badValue(definition: SettingDefinition, text: string, problem: string): ChorusError {
  return chorusError(
    'invalid-setting',
    `${definition.flag} has to be ${problem}`,
    `It is ${JSON.stringify(text)}. ${definition.flag}: ${definition.help}.`,
  );
}
