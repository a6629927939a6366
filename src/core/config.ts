import type { Settings } from './settings.ts';

/** What `config.json` keeps: the settings below a session's own. */
export interface Config {
  version: 1;
  defaults: Settings;
  profiles: Record<string, Settings>;
}
