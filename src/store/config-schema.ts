import * as v from 'valibot';
import type { Config } from '../core/config.ts';
import type { Settings } from '../core/settings.ts';
import { isJsonObject, type JsonObject } from './json-file.ts';

const message = 'it has to be an object';

/** What `config.json` has to hold. Profiles and single settings are checked where they are used, so that a bad one affects no other. */
const configSchema = v.object({
  version: v.optional(v.literal(1), 1),
  defaults: v.optional(v.custom<Settings>(isJsonObject, message), {}),
  profiles: v.optional(v.custom<Record<string, Settings>>(isJsonObject, message), {}),
});

/** The config that a file holds, or what is wrong with the file, in words. */
export function readConfig(stored: JsonObject): { config: Config } | { problem: string } {
  const result = v.safeParse(configSchema, stored);
  if (result.success) return { config: { ...stored, ...result.output } };
  const [issue] = result.issues;
  return { problem: `${v.getDotPath(issue) ?? 'it'}: ${issue.message}` };
}
