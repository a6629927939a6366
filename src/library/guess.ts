import type { UsedSettings } from '../claude/transcript/used-settings.ts';
import type { Guess } from '../core/adoption.ts';
import { checkSettingValue, settingsFrom } from '../core/setting-values.ts';
import { findSetting, type KeptSettings } from '../core/settings.ts';

/**
 * What a conversation was led with, as settings to go on with; those in `known` are not to be guessed. A file may have come from
 * anywhere: what it says is taken only if it can be nothing but a model or a mode, and never to leave out permission checks.
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
