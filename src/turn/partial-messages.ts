import { compareReleases } from '../claude/call/releases.ts';
import { findSetting, type Settings } from '../core/settings.ts';

/** Settings for a call whose answer is shown while it arrives. Nobody asked for the flag: it is left out if the release may lack it. */
export function askPartialMessages(settings: Settings, release: string | undefined): Settings {
  const since = findSetting('includePartialMessages')?.since;
  const isKnown = release === undefined || since === undefined || compareReleases(release, since) >= 0;
  return isKnown && settings.includePartialMessages === undefined ? { ...settings, includePartialMessages: true } : settings;
}
