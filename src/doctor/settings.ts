import { lacks } from '../claude/call/releases.ts';
import { readClaudeSettings } from '../claude/call/settings-file.ts';
import { canRead } from '../claude/transcript/projects.ts';
import type { Config } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import type { Session } from '../core/session.ts';
import { checkSettingValue } from '../core/setting-values.ts';
import { findSetting, type KeptSettings } from '../core/settings.ts';
import { quoteForShell } from '../core/shell.ts';
import { found } from './repairable.ts';

/** Settings of one place. */
interface Layer {
  where: string;
  /** What `chorus unset` takes for it. */
  target: string;
  settings: KeptSettings;
}

/** What would keep a call from being made, and what hand-edited or imported settings can make `claude` do: that is passed on, and shown. */
export function checkSettingsKept(sessions: readonly Session[], config: Config | undefined, release: string | undefined): Finding[] {
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
      ? [found('arguments', 'note', `${where}: claude gets ${extraArgs.join(' ')}`, unset('extraArgs'))]
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
  if (wanted !== undefined) return `${key} has to be ${wanted}, and is ${JSON.stringify(value)}`;
  if (lacks(release, definition.since)) return `claude ${release} has no ${definition.flag}, which came with ${definition.since}`;
  const isFile = definition.kind === 'file' || (key === 'settings' && !/^\s*\{/.test(String(value)));
  return isFile && !canRead(String(value)) ? `${key} can not be read: ${value}` : undefined;
}
