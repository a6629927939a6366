import * as v from 'valibot';
import { isObject, type JsonObject } from '../core/json.ts';
import type { Session } from '../core/session.ts';
import type { KeptSettings } from '../core/settings.ts';

export const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'it must be a time'),
);
const epoch = new Date(0).toISOString();
const id = v.pipe(v.string(), v.uuid('it must be a UUID'));
const count = v.optional(v.number(), 0);
const tip = v.looseObject({ uuid: v.string(), messageId: v.string() });
const stamp = v.looseObject({ size: v.number(), mtimeNs: v.string(), inode: v.string() });
const nullable = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);

/** The schema of `sessions/<name>.json`. A missing key gets its default; unknown keys are kept. */
const sessionSchema = v.looseObject({
  name: v.string(),
  sessionId: id,
  createdAt: v.optional(time, epoch),
  lastActiveAt: v.optional(time, epoch),
  cwd: v.pipe(v.string(), v.nonEmpty('it must be a path')),
  // The settings table checks single settings where they are used.
  settings: v.optional(v.custom<KeptSettings>(isObject, 'it must be an object'), {}),
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
      messages: v.optional(v.number()),
      counted: v.optional(stamp),
      basis: v.optional(v.record(v.string(), v.string())),
      prefix: v.optional(v.looseObject({ tokens: v.number(), lifetime: v.number(), at: time })),
      release: v.optional(v.string()),
      verdict: v.optional(v.string()),
      turn: v.optional(v.string()),
      exitCode: v.optional(v.number()),
      cache: v.optional(
        v.looseObject({
          status: v.string(),
          costUsd: v.nullable(v.number()),
          because: v.nullable(v.string()),
          missedTokens: v.number(),
        }),
      ),
      cumulativeCostUsd: v.optional(v.number()),
    }),
  ),
  totals: v.optional(
    v.looseObject({
      calls: v.optional(v.number()),
      turns: count,
      costUsd: count,
      tokens: v.optional(v.looseObject({ input: count, output: count, cacheRead: count, cacheCreation: count }), {}),
    }),
    {},
  ),
  state: v.optional(v.picklist(['recorded', 'starting', 'active']), 'recorded'),
  transcriptSeen: v.optional(v.boolean(), false),
  transcriptStamp: v.optional(stamp),
  promptSnapshot: nullable(v.looseObject({ digest: v.string(), mode: v.picklist(['on', 'off']) })),
});

/** The keys of a session in the order in which they are written. */
export const sessionKeys: readonly string[] = Object.keys(sessionSchema.entries);

/** The session in a file, or what is wrong with the file. */
export function readSession(stored: JsonObject): { session: Session } | { problem: string } {
  const result = v.safeParse(sessionSchema, stored);
  return result.success ? { session: result.output as Session } : { problem: problemOf(result.issues) };
}

/** The first problem that a schema found, with the path of the key: `tip.uuid: …`. */
export function problemOf([issue]: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`;
}
