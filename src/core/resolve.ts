import { chorusError } from '../errors.ts';
import type { Config } from './config.ts';
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
  /** Undefined where `config.json` is damaged: for the lenient form alone. */
  config: Config | undefined;
  /** Settings of this call alone. */
  call?: Settings | undefined;
}

/**
 * `strict` checks every layer, and throws for what `claude` must not be given. `lenient` goes as far as the files are whole: a profile
 * that does not exist, a damaged config and a value of the wrong kind are passed over.
 */
export type Strictness = 'strict' | 'lenient';

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
  // Every value was checked, in one form or the other, against the row of its key.
  return Object.fromEntries(resolved) as ResolvedSettings;
}

/** One setting alone, for those who ask for many sessions. Undefined where it is not set. */
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
  const otherwise = known.length > 0 ? `Profiles are ${known.join(', ')}.` : `Create it: chorus set --profile ${name} model=opus`;
  throw chorusError('profile-not-found', `there is no profile ${JSON.stringify(name)}`, didYouMean(name, known, otherwise));
}

/** The plain values, without origins. */
export function settingValues(resolved: ResolvedSettings): Settings {
  return Object.fromEntries(Object.entries(resolved).map(([key, { value }]) => [key, value])) as Settings;
}

/** The settings of `values` that `claude` is given, with their rows in the table, in its order. */
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

/** Highest first. Settings of a call were checked where they came in. */
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
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}
