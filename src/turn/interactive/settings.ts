import { lacks } from '../../claude/call/releases.ts';
import { readClaudeSettings } from '../../claude/call/settings-file.ts';
import { addHooks } from '../../claude/stream/hooks.ts';
import { findSetting, type Settings } from '../../core/settings.ts';

export interface HookedSettings {
  settings: Settings;
  /** What the file has to hold that the settings now name; undefined where they name none. */
  file: string | undefined;
}

/**
 * Settings whose `settings` carry the hooks that tell of an interactive run, those of the user merged. Text stays text; a file becomes
 * another one, since what is on the command line is seen by all. What can't be read is Claude's to refuse.
 */
export function hookSettings(values: Settings, release: string | undefined, paths: { journal: string; file: string }): HookedSettings {
  if (lacks(release, findSetting('settings')?.since)) return { settings: values, file: undefined };
  const given = values.settings;
  const read = given === undefined ? {} : readClaudeSettings(given);
  if (!read) return { settings: values, file: undefined };
  const hooked = JSON.stringify(addHooks(read, paths.journal));
  const isText = given === undefined || given.trimStart().startsWith('{');
  return isText
    ? { settings: { ...values, settings: hooked }, file: undefined }
    : { settings: { ...values, settings: paths.file }, file: hooked };
}
