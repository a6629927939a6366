import * as v from 'valibot';
import type { Config } from '../core/config.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { Settings } from '../core/settings.ts';
import { problemOf } from './session-schema.ts';

const message = 'it must be an object';

/** The schema of `config.json`. Profiles and single settings are checked where they are used, so that a bad one does not affect the others. */
const configSchema = v.object({
  version: v.optional(v.literal(1), 1),
  defaults: v.optional(v.custom<Settings>(isObject, message), {}),
  profiles: v.optional(v.custom<Record<string, Settings>>(isObject, message), {}),
});

/** The config in a file, or what is wrong with the file. */
export function readConfig(stored: JsonObject): { config: Config } | { problem: string } {
  const result = v.safeParse(configSchema, stored);
  return result.success ? { config: { ...stored, ...result.output } } : { problem: problemOf(result.issues) };
}
