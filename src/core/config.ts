import type { KeptSettings } from './settings.ts';

/** What `config.json` keeps: the settings below a session's own. */
export interface Config {
  version: 1;
  defaults: KeptSettings;
  profiles: Record<string, KeptSettings>;
}
