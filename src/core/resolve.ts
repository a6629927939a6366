import { chorusError } from '../errors.ts';
import type { Config } from './config.ts';
import { isObject } from './json.ts';
import { didYouMean } from './nearest.ts';
import type { Session } from './session.ts';
import { checkSettings, checkSettingValue } from './setting-values.ts';
import {
  builtInSettings,
  findSetting,
  type KeptSettings,
  type SettingDefinition,
  type SettingKey,
  type Settings,
  type SettingValue,
  settingDefinitions,
} from './settings.ts';

/** Where the settings of a call come from. */
export interface SettingSources {
  session: Pick<Session, 'name' | 'settings' | 'profile'>;
  /** Undefined if `config.json` is damaged, which only the lenient form accepts. */
  config: Config | undefined;
  /** Settings of this call only. */
  call?: Settings | undefined;
}

/**
 * `strict` checks every layer, and throws for a value that `claude` must not be given. `lenient` ignores a profile that does not exist,
 * a damaged config, and values of the wrong kind.
 */
type Strictness = 'strict' | 'lenient';

export interface ResolvedSetting<Value = SettingValue> {
  value: Value;
  /** Where the value comes from: `call`, `session`, `profile:<name>`, `defaults` or `built-in`. */
  origin: string;
}

export type ResolvedSettings = { [Key in SettingKey]?: ResolvedSetting<NonNullable<Settings[Key]>> };

/**
 * Every setting that is set, in the table's order: call > session > profile > defaults > built in.
 * @throws ChorusError (2), in the strict form
 */
export function resolveSettings(sources: SettingSources, strictness: Strictness = 'strict'): ResolvedSettings {
  const layers = layersOf(sources, strictness);
  const resolved = settingDefinitions.flatMap((definition): [string, ResolvedSetting][] => {
    const setting = resolveFrom(layers, definition);
    return setting ? [[definition.key, setting]] : [];
  });
  // Both forms check each value against the row of its key.
  return Object.fromEntries(resolved) as ResolvedSettings;
}

/** A single setting, for callers that need it for many sessions. Undefined if it is not set. */
export function resolveSetting<Key extends SettingKey>(
  key: Key,
  sources: SettingSources,
  strictness: Strictness = 'strict',
): ResolvedSettings[Key] {
  const definition = findSetting(key);
  return (definition && resolveFrom(layersOf(sources, strictness), definition)) as ResolvedSettings[Key];
}

/** The settings of a profile. @throws ChorusError (2) if there is no such profile. */
export function profileOf({ profiles }: Pick<Config, 'profiles'>, name: string): KeptSettings {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return profile;
  const known = Object.keys(profiles);
  const otherwise = known.length > 0 ? `The profiles are ${known.join(', ')}.` : `Create it: chorus set --profile ${name} model=opus`;
  throw chorusError('profile-not-found', `there is no profile ${JSON.stringify(name)}`, didYouMean(name, known, otherwise));
}

/** The plain values, without origins. */
export function settingValues(resolved: ResolvedSettings): Settings {
  return Object.fromEntries(Object.entries(resolved).map(([key, { value }]) => [key, value])) as Settings;
}

/** The settings in `values` that are passed to `claude`, with their rows of the table, in the order of `values`. */
export function claudeSettings(values: Settings): { definition: SettingDefinition; value: SettingValue }[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const definition = findSetting(key);
    return definition?.owner === 'claude' ? [{ definition, value }] : [];
  });
}

interface Layer {
  origin: string;
  /** The value of a setting in this layer. */
  get(definition: SettingDefinition): SettingValue | undefined;
}

/** Highest first. The settings of a call are checked where they are parsed. */
function layersOf({ session, config, call = {} }: SettingSources, strictness: Strictness): Layer[] {
  const { name, settings, profile } = session;
  const layerOf = strictness === 'strict' ? checkedLayer : lenientLayer;
  const layers = [plainLayer('call', call), layerOf('session', settings, `session ${JSON.stringify(name)}`)];
  if (profile !== null) {
    const ofProfile = strictness === 'strict' && config ? profileOf(config, profile) : ownValue(config?.profiles, profile);
    layers.push(layerOf(`profile:${profile}`, ofProfile ?? {}, `profile ${JSON.stringify(profile)}`));
  }
  return [...layers, layerOf('defaults', config?.defaults ?? {}, 'defaults'), plainLayer('built-in', builtInSettings)];
}

function plainLayer(origin: string, settings: Settings): Layer {
  const values: Record<string, SettingValue | undefined> = settings;
  return { origin, get: ({ key }) => values[key] };
}

function checkedLayer(origin: string, settings: unknown, where: string): Layer {
  return plainLayer(origin, checkSettings(settings, where));
}

function lenientLayer(origin: string, settings: unknown): Layer {
  return {
    origin,
    get: (definition) => {
      const value = ownValue(settings, definition.key);
      return checkSettingValue(definition, value) === undefined ? (value as SettingValue) : undefined;
    },
  };
}

function resolveFrom(layers: readonly Layer[], definition: SettingDefinition): ResolvedSetting | undefined {
  const set = layers.flatMap(({ origin, get }) => {
    const value = get(definition);
    return value === undefined ? [] : [{ value, origin }];
  });
  const [highest] = set;
  if (!highest || !definition.joins) return highest;
  return { ...highest, value: set.toReversed().flatMap(({ value }) => value as string[]) };
}

function ownValue(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}
