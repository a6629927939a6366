import * as v from 'valibot';
import type { Session } from '../core/session.ts';
import type { KeptSettings } from '../core/settings.ts';
import { isJsonObject } from './json-file.ts';

export const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'it has to be a time'),
);
const epoch = new Date(0).toISOString();
const id = v.pipe(v.string(), v.uuid('it has to be a UUID'));
const count = v.optional(v.number(), 0);
const tip = v.looseObject({ uuid: v.string(), messageId: v.string() });
const nullable = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);

/** What `sessions/<name>.json` has to hold. A missing key gets its default; keys that chorus does not know stay. */
const sessionSchema = v.looseObject({
  name: v.string(),
  sessionId: id,
  createdAt: v.optional(time, epoch),
  lastActiveAt: v.optional(time, epoch),
  cwd: v.pipe(v.string(), v.nonEmpty('it has to be a path')),
  // Single settings are checked where they are used, by the settings table.
  settings: v.optional(v.custom<KeptSettings>(isJsonObject, 'it has to be an object'), {}),
  profile: nullable(v.string()),
  parent: nullable(v.looseObject({ name: v.string(), sessionId: id, at: nullable(tip) })),
  tags: v.optional(v.array(v.string()), []),
  note: nullable(v.string()),
  formerIds: v.optional(v.array(v.string()), []),
  movingTo: v.optional(id),
  tip: nullable(tip),
  root: nullable(tip),
  last: nullable(
    v.looseObject({
      model: v.optional(v.string()),
      askedModel: v.optional(v.string()),
      permissionMode: v.optional(v.string()),
      contextTokens: v.optional(v.number()),
      contextWindow: v.optional(v.number()),
      release: v.optional(v.string()),
      verdict: v.optional(v.string()),
      cumulativeCostUsd: v.optional(v.number()),
    }),
  ),
  totals: v.optional(
    v.looseObject({
      turns: count,
      costUsd: count,
      tokens: v.optional(v.looseObject({ input: count, output: count, cacheRead: count, cacheCreation: count }), {}),
    }),
    {},
  ),
  state: v.optional(v.picklist(['recorded', 'starting', 'active']), 'recorded'),
  transcriptSeen: v.optional(v.boolean(), false),
  promptSnapshot: nullable(v.looseObject({ digest: v.string(), mode: v.picklist(['on', 'off']) })),
});

/** The keys of a session in the order in which they are written. */
export const sessionKeys: readonly string[] = Object.keys(sessionSchema.entries);

/** The session that a file holds, or what is wrong with the file, in words. */
export function readSession(stored: Record<string, unknown>): { session: Session } | { problem: string } {
  const result = v.safeParse(sessionSchema, stored);
  if (result.success) return { session: result.output as Session };
  const [issue] = result.issues;
  return { problem: `${v.getDotPath(issue) ?? 'it'}: ${issue.message}` };
}
