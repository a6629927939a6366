import type { UsedSettings } from '../claude/transcript/used-settings.ts';
import type { Guess } from '../core/adoption.ts';
import { checkSettingValue, settingsFrom } from '../core/setting-values.ts';
import { findSetting, type KeptSettings } from '../core/settings.ts';

/**
 * Settings to continue a conversation with, from those it was used with; keys in `known` are left out. The transcript may come from
 * anywhere: a value is only taken if it looks like a model or a permission mode, and never if it skips permission checks.
 */
export function guessSettings(used: UsedSettings, known: KeptSettings): Guess {
  const guess: Guess = { settings: {}, refused: [] };
  for (const [key, value] of [
    ['model', used.model],
    ['permissionMode', used.permissionMode],
  ] as const) {
    const definition = findSetting(key);
    if (value === undefined || !definition || Object.hasOwn(known, key)) continue;
    const fits = key === 'model' ? /^[A-Za-z0-9][\w.:/@[\]-]{0,199}$/.test(value) : checkSettingValue(definition, value) === undefined;
    if (!fits) continue;
    if (value === 'bypassPermissions') guess.refused.push({ key, value });
    else guess.settings = { ...guess.settings, ...settingsFrom([[key, value]]) };
  }
  return guess;
}
