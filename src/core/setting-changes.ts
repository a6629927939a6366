import { chorusError } from '../errors.ts';
import { isObject } from './json.ts';
import { checkSettings } from './setting-values.ts';
import { findSetting, type KeptSettings, type ListChange, type SettingChanges } from './settings.ts';

/** Where settings are changed, and what holds there without them. */
interface Layer {
  /** In messages: `session "auth"`, `the defaults`. */
  where: string;
  settings: KeptSettings;
  /** The list that the layers below give, to which a layer that has none of its own adds. */
  listBelow(key: string): readonly string[];
}

/** @throws ChorusError (2) for a value that the setting cannot have. */
export function checkChanges(changes: SettingChanges): void {
  const values = Object.entries(changes).flatMap(([key, change]) => {
    if (change === undefined) return [];
    return isListChange(change) ? [[key, [...(change.add ?? []), ...(change.remove ?? [])]]] : [[key, change]];
  });
  checkSettings(Object.fromEntries(values), 'this call');
}

/** The settings of a layer after checked changes. @throws ChorusError (2) for an item to remove that the list does not have. */
export function applyChanges({ settings, where, listBelow }: Layer, changes: SettingChanges): KeptSettings {
  const changed = Object.entries(changes).map(([key, change]) => {
    if (!isListChange(change)) return [key, change];
    const own = settings[key];
    // Otherwise the first item would replace those of the layers below. A list that is joined with them has them anyway.
    const list = Array.isArray(own) ? own : findSetting(key)?.joins ? [] : listBelow(key);
    return [key, changeList(list, change, `${key} of ${where}`)];
  });
  return Object.fromEntries(Object.entries({ ...settings, ...Object.fromEntries(changed) }).filter(([, value]) => value !== undefined));
}

/** The settings that differ between two states of a layer; null for one that is not set. */
export function compareSettings(before: KeptSettings, after: KeptSettings): Record<string, { from: unknown; to: unknown }> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(differing.map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]));
}

function changeList(list: readonly string[], { add = [], remove = [] }: ListChange, what: string): string[] {
  const absent = remove.find((item) => !list.includes(item));
  if (absent !== undefined) {
    const has = list.length > 0 ? `It has ${list.join(', ')}.` : 'It has no items.';
    throw chorusError('invalid-setting', `${JSON.stringify(absent)} is not in ${what}`, has);
  }
  return [...new Set([...list.filter((item) => !remove.includes(item)), ...add])];
}

/** No setting has an object for its value. */
export function isListChange(change: unknown): change is ListChange {
  return isObject(change);
}
