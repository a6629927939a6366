import { lacks } from '../claude/call/releases.ts';
import { readClaudeSettings } from '../claude/call/settings-file.ts';
import type { Config } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import type { Session } from '../core/session.ts';
import { checkSettingValue } from '../core/setting-values.ts';
import { findSetting, type KeptSettings, type SettingValue } from '../core/settings.ts';
import { quoteForShell } from '../core/shell.ts';
import { problemOfContent } from '../turn/setting-files.ts';
import { found } from './repairable.ts';

/** The settings of a session, a profile, or the defaults. */
interface Layer {
  where: string;
  /** The argument of `chorus unset` that names this layer. */
  target: string;
  settings: KeptSettings;
}

/** Settings that would stop a call; and extra arguments and hooks, for the user's information, since files may be edited or imported. */
export function checkStoredSettings(sessions: readonly Session[], config: Config | undefined, release: string | undefined): Finding[] {
  const { defaults, profiles }: Pick<Config, 'defaults' | 'profiles'> = config ?? { defaults: {}, profiles: {} };
  const layers: Layer[] = [
    ...sessions.map(({ name, settings }) => ({ where: `session ${name}`, target: name, settings })),
    { where: 'the defaults', target: '--defaults', settings: defaults },
    ...Object.entries(profiles).map(([name, settings]) => ({
      where: `profile ${name}`,
      target: `--profile ${quoteForShell(name)}`,
      settings: typeof settings === 'object' && settings !== null ? settings : {},
    })),
  ];
  const lost = sessions.filter(({ profile }) => config && profile !== null && !Object.hasOwn(profiles, profile));
  return [
    ...lost.map(({ name, profile }) =>
      found('settings', 'problem', `session ${name}: there is no profile ${JSON.stringify(profile)}`, `chorus unset ${name} profile`),
    ),
    ...layers.flatMap((layer) => checkLayer(layer, release)),
  ];
}

function checkLayer({ where, target, settings }: Layer, release: string | undefined): Finding[] {
  const unset = (key: string) => `chorus unset ${target} ${quoteForShell(key)}`;
  const problems = Object.entries(settings).flatMap(([key, value]) => {
    const problem = problemOf(key, value, release);
    return problem === undefined ? [] : [found('settings', 'problem', `${where}: ${problem}`, unset(key))];
  });
  const { extraArgs, settings: claudeSettings } = settings;
  return [
    ...problems,
    ...(Array.isArray(extraArgs) && extraArgs.length > 0
      ? [found('arguments', 'note', `${where}: claude also gets ${extraArgs.join(' ')}`, unset('extraArgs'))]
      : []),
    ...(typeof claudeSettings === 'string' && readClaudeSettings(claudeSettings)?.hooks !== undefined
      ? [found('hooks', 'note', `${where}: its Claude settings run hooks`, unset('settings'))]
      : []),
  ];
}

function problemOf(key: string, value: unknown, release: string | undefined): string | undefined {
  const definition = findSetting(key);
  if (!definition) return `${JSON.stringify(key)} is not a setting`;
  const wanted = checkSettingValue(definition, value);
  if (wanted !== undefined) return `${key} must be ${wanted}, but is ${JSON.stringify(value)}`;
  if (lacks(release, definition.since)) return `claude ${release} does not have ${definition.flag}, which was added in ${definition.since}`;
  // `checkSettingValue` had nothing against it.
  const problem = definition.content && problemOfContent(definition.content, value as SettingValue);
  return problem && `${key} ${problem}`;
}
