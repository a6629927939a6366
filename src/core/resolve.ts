import {
  builtInSettings,
  findSetting,
  type SettingDefinition,
  type SettingKey,
  type Settings,
  type SettingValue,
  settingDefinitions,
} from './settings.ts';

export interface SettingLayers {
  call: Settings;
  session: Settings;
  profile: { name: string; settings: Settings } | null;
  defaults: Settings;
}

export interface ResolvedSetting<Value = SettingValue> {
  value: Value;
  /** Where the value comes from: `call`, `session`, `profile:<name>`, `defaults` or `built-in`. */
  origin: string;
}

export type ResolvedSettings = { [Key in SettingKey]?: ResolvedSetting<NonNullable<Settings[Key]>> };

/** Every setting that is set, in the table's order: call > session > profile > defaults > built in. */
export function resolveSettings({ call, session, profile, defaults }: SettingLayers): ResolvedSettings {
  const layers: [string, Settings][] = [
    ['call', call],
    ['session', session],
    ...(profile ? ([[`profile:${profile.name}`, profile.settings]] satisfies [string, Settings][]) : []),
    ['defaults', defaults],
    ['built-in', builtInSettings],
  ];
  const resolved = settingDefinitions.flatMap(({ key, joins }) => {
    const values = layers.flatMap(([origin, settings]) => (settings[key] === undefined ? [] : [{ value: settings[key], origin }]));
    const [highest] = values;
    if (!highest) return [];
    return [[key, joins ? { ...highest, value: values.toReversed().flatMap(({ value }) => value) } : highest]];
  });
  return Object.fromEntries(resolved);
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
