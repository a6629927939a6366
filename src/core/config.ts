import type { KeptSettings } from './settings.ts';

/** The content of `config.json`: settings that apply where a session has none of its own. */
export interface Config {
  version: 1;
  defaults: KeptSettings;
  profiles: Record<string, KeptSettings>;
}
