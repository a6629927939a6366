import { isAbsolute, resolve } from 'node:path';
import { type ChorusError, chorusError } from '../errors.ts';
import { parseSpan } from './durations.ts';
import { isObject } from './json.ts';
import { didYouMean } from './nearest.ts';
import { isJsonText, problemOfJson } from './setting-content.ts';
import { findSetting, type SettingDefinition, type SettingKey, type Settings, type SettingValue, settingDefinitions } from './settings.ts';
import { quoteForShell } from './shell.ts';

/**
 * The stored value for what the user typed. Relative paths are resolved from `cwd`.
 * @throws ChorusError (2) that says what is allowed.
 */
export function parseSettingValue(definition: SettingDefinition, text: string, cwd: string): SettingValue {
  const value = readValue(definition, text, cwd);
  const problem = checkSettingValue(definition, value);
  if (problem) throw badValue(definition, text, problem);
  return value;
}

/** What a wrong value should be, in words that follow "must be"; undefined if the value is fine. */
export function checkSettingValue(definition: SettingDefinition, value: unknown): string | undefined {
  return problemOfKind(definition, value) ?? problemOfText(definition, value);
}

function problemOfKind(definition: SettingDefinition, value: unknown): string | undefined {
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
      return Array.isArray(value) && value.every((item) => isSafeText(item) && item !== '') ? undefined : 'a list of non-empty texts';
    default:
      return isSafeText(value) && value !== '' ? undefined : 'a non-empty text';
  }
}

/** JSON is checked wherever a value is; the files that values name, when a turn starts. */
function problemOfText({ content }: SettingDefinition, value: unknown): string | undefined {
  if (!content) return undefined;
  const jsons = [value].flat().filter((each): each is string => typeof each === 'string' && isJsonText(content, each));
  return jsons.map((json) => problemOfJson(content, json)?.replace(/^must be /, '')).find(Boolean);
}

/**
 * Checks settings from a file, which a person may have edited, before they reach `claude`.
 * @param where names the file's part in messages: `session "auth"`, `defaults`.
 * @throws ChorusError (2)
 */
export function checkSettings(settings: unknown, where: string): Settings {
  if (!isObject(settings)) {
    throw chorusError('invalid-setting', `the settings of ${where} are not an object`, 'Fix the file, or set them again with chorus set.');
  }
  for (const [key, value] of Object.entries(settings)) {
    const definition = findSetting(key);
    if (!definition) throw unknownSetting(key, `in the settings of ${where}`);
    const problem = checkSettingValue(definition, value);
    if (problem)
      throw chorusError(
        'invalid-setting',
        `${key} of ${where} must be ${problem}`,
        `It is ${JSON.stringify(value)}. Change it with chorus set.`,
      );
  }
  return settings;
}

/** Settings from values of `parseSettingValue`. */
export function settingsFrom(values: Iterable<readonly [SettingKey, SettingValue]>): Settings {
  return Object.fromEntries(values) as Settings;
}

/** The error for a key that is not in the table; its hint names the nearest keys that are. */
export function unknownSetting(key: string, where: string): ChorusError {
  const keys = settingDefinitions.map((definition) => definition.key);
  return chorusError(
    'unknown-setting',
    `${JSON.stringify(key)} ${where} is not a setting`,
    didYouMean(key, keys, 'All settings: chorus help settings.'),
  );
}

/** Splits as Claude does: at commas and whitespace outside parentheses. */
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
  const span = parseSpan(text, 'smh');
  if (span !== undefined) return span / 1000;
  return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

function resolvePath({ paths }: SettingDefinition, text: string, cwd: string): string {
  if (!paths || text === '' || isAbsolute(text)) return text;
  if (paths === 'or-json' && /^\s*[{[]/.test(text)) return text;
  return resolve(cwd, text);
}

/** Node refuses to start a program that has a NUL in an argument. */
function isSafeText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

/** Claude takes a JSON Schema as text alone, where other flags take a file. */
function fileHint({ content, flag }: SettingDefinition, text: string): string {
  if (content !== 'json-schema' || text.trim() === '' || /^\s*[{[]/.test(text)) return '';
  return `For a file: ${flag} "$(cat ${quoteForShell(text)})".`;
}

function badValue(definition: SettingDefinition, text: string, problem: string): ChorusError {
  return chorusError(
    'invalid-setting',
    `${definition.flag} must be ${problem}`,
    [
      didYouMean(text, definition.choices ?? [], ''),
      fileHint(definition, text),
      `It is ${JSON.stringify(text)}. ${definition.flag}: ${definition.help}.`,
    ]
      .filter(Boolean)
      .join(' '),
  );
}
