import { lacks } from '../../claude/call/releases.ts';
import { readClaudeSettings } from '../../claude/call/settings-file.ts';
import { addHooks } from '../../claude/stream/hooks.ts';
import { findSetting, type Settings } from '../../core/settings.ts';

interface HookedSettings {
  settings: Settings;
  /** The contents of the file that the settings now name; undefined if they name none. */
  file: string | undefined;
}

/**
 * Settings whose `settings` carry the hooks that report an interactive run, merged with the user's. Text stays text. A file becomes
 * another file, since everyone can see the command line. If the user's cannot be read, they stay as they are: Claude refuses them.
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
