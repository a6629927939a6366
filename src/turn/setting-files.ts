import { readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { badByteWords, findBadByte } from '../core/encoding.ts';
import { parseObject } from '../core/json.ts';
import type { ResolvedSetting, ResolvedSettings } from '../core/resolve.ts';
import { isJsonText, problemOfJson, type SettingContent } from '../core/setting-content.ts';
import { type SettingDefinition, type SettingValue, settingDefinitions } from '../core/settings.ts';
import { chorusError } from '../errors.ts';

interface TurnOf {
  /** The session's name. */
  name: string;
  /** Whether the session exists: else what it keeps are settings of this call. */
  isKept: boolean;
}

/**
 * Looks at every file, folder and JSON that settings name, before anything is started: some releases end on a bad one, others go on
 * without it and say nothing.
 * @throws ChorusError (2) that names the setting and where it comes from.
 */
export function checkSettingFiles(settings: ResolvedSettings, turn: TurnOf): void {
  for (const definition of settingDefinitions) {
    const { key, content } = definition;
    const setting: ResolvedSetting | undefined = settings[key];
    if (!content || !setting) continue;
    const problem = problemOfContent(content, setting.value);
    if (problem) throw refuse(definition, setting, problem, turn);
  }
}

/** What is wrong with what a setting names, as a sentence without its subject. */
export function problemOfContent(content: SettingContent, value: SettingValue): string | undefined {
  for (const each of [value].flat()) {
    const problem = problemOf(content, String(each));
    if (problem) return problem;
  }
  return undefined;
}

function problemOf(content: SettingContent, value: string): string | undefined {
  if (isJsonText(content, value)) return problemOfJson(content, value);
  let stats: Stats;
  try {
    stats = statSync(value);
  } catch (cause) {
    const isGone = ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    return isGone ? `names nothing that exists: ${value}` : `cannot be read: ${(cause as Error).message}`;
  }
  if (content === 'directory') return stats.isDirectory() ? undefined : `names no directory: ${value}`;
  if (content === 'plugin') return problemOfPlugin(value, stats);
  if (stats.isDirectory()) return `names a directory, not a file: ${value}`;
  // What comes from a pipe can be read only once.
  return stats.isFile() ? problemOfFile(content, value) : undefined;
}

function problemOfFile(content: SettingContent, path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    return `cannot be read: ${(cause as Error).message}`;
  }
  const bad = findBadByte(bytes);
  if (bad) return `names a file that is not UTF-8 (${badByteWords(bad)}): ${path}`;
  const problem = problemOfJson(content, bytes.toString());
  return problem && `names ${path}, which ${problem}`;
}

/** A folder, whose manifest may be missing, or an archive. */
function problemOfPlugin(path: string, stats: Stats): string | undefined {
  if (!stats.isDirectory()) return path.endsWith('.zip') ? undefined : `names neither a directory nor a .zip: ${path}`;
  const manifest = join(path, '.claude-plugin', 'plugin.json');
  if (!statSync(manifest, { throwIfNoEntry: false })) return undefined;
  try {
    return parseObject(readFileSync(manifest)) ? undefined : `names a plugin whose manifest is no JSON object: ${manifest}`;
  } catch (cause) {
    return `names a plugin that cannot be read: ${(cause as Error).message}`;
  }
}

function refuse({ key, flag }: SettingDefinition, { origin }: ResolvedSetting, problem: string, { name, isKept }: TurnOf) {
  if (origin === 'call' || (origin === 'session' && !isKept))
    return chorusError('invalid-setting', `${flag} ${problem}`, `Nothing was started. Give another ${flag}.`);
  const profile = /^profile:(.*)$/s.exec(origin)?.[1];
  const where = profile === undefined ? (origin === 'session' ? `session "${name}"` : origin) : `profile "${profile}"`;
  const target = profile === undefined ? (origin === 'session' ? name : `--${origin}`) : `--profile ${profile}`;
  return chorusError(
    'invalid-setting',
    `${key} of ${where} ${problem}`,
    `Nothing was started. Fix what it names, or change it: chorus set ${target} ${key}=…, or chorus unset ${target} ${key}`,
  );
}
