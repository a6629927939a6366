import type { KeptSettings } from './settings.ts';

/** What `config.json` holds: the settings that come after a session's own. */
export interface Config {
  version: 1;
  defaults: KeptSettings;
  profiles: Record<string, KeptSettings>;
}
