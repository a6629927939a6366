import { compareReleases } from '../claude/call/releases.ts';
import { findSetting, type Settings } from '../core/settings.ts';

/** Settings for a call whose answer is shown as it comes. Nobody asked for the flag: a release that may lack it does without. */
export function askPartialMessages(settings: Settings, release: string | undefined): Settings {
  const since = findSetting('includePartialMessages')?.since;
  const isKnown = release === undefined || since === undefined || compareReleases(release, since) >= 0;
  return isKnown && settings.includePartialMessages === undefined ? { ...settings, includePartialMessages: true } : settings;
}
