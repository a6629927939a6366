import { builtInSettings, findSetting, type SettingDefinition, type Settings, type SettingValue, settingDefinitions } from './settings.ts';

export interface SettingLayers {
  call: Settings;
  session: Settings;
  profile: { name: string; settings: Settings } | null;
  defaults: Settings;
}

export interface ResolvedSetting {
  value: SettingValue;
  /** Where the value comes from: `call`, `session`, `profile:<name>`, `defaults` or `built-in`. */
  origin: string;
}

export type ResolvedSettings = Record<string, ResolvedSetting>;

/** Every setting that is set, in the table's order: call > session > profile > defaults > built in. */
export function resolveSettings({ call, session, profile, defaults }: SettingLayers): ResolvedSettings {
  const layers: [string, Settings][] = [
    ['call', call],
    ['session', session],
    ...(profile ? ([[`profile:${profile.name}`, profile.settings]] satisfies [string, Settings][]) : []),
    ['defaults', defaults],
    ['built-in', builtInSettings],
  ];
  const resolved: ResolvedSettings = {};
  for (const { key, joins } of settingDefinitions) {
    const values = layers.flatMap(([origin, settings]) => (settings[key] === undefined ? [] : [{ value: settings[key], origin }]));
    const [highest] = values;
    if (!highest) continue;
    resolved[key] = joins ? { ...highest, value: values.toReversed().flatMap(({ value }) => value as string[]) } : highest;
  }
  return resolved;
}

/** The plain values, without origins. */
export function settingValues(resolved: ResolvedSettings): Settings {
  return Object.fromEntries(Object.entries(resolved).map(([key, { value }]) => [key, value]));
}

/** The settings of `values` that `claude` is given, with their rows in the table, in its order. */
export function claudeSettings(values: Settings): { definition: SettingDefinition; value: SettingValue }[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const definition = findSetting(key);
    return definition?.owner === 'claude' ? [{ definition, value }] : [];
  });
}
