import * as v from 'valibot';
import type { InteractiveRun } from '../core/interactive-run.ts';
import { time } from './session-schema.ts';

const runSchema = v.object({
  startedAt: time,
  plan: v.picklist(['start', 'restart', 'resume', 'fork']),
  restarted: v.nullable(v.string()),
  expectedId: v.nullable(v.string()),
  before: v.nullable(v.object({ path: v.string(), size: v.number() })),
  formerSizes: v.record(v.string(), v.number()),
  endsAtTip: v.boolean(),
  restored: v.boolean(),
  asked: v.object({ model: v.optional(v.string()), permissionMode: v.optional(v.string()) }),
  claude: v.object({
    release: v.nullable(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))),
    path: v.string(),
    argv: v.array(v.string()),
  }),
  keepsCopy: v.boolean(),
  isChanged: v.optional(v.boolean()),
  isCounted: v.optional(v.boolean()),
  promptSnapshot: v.nullable(v.object({ digest: v.string(), mode: v.picklist(['on', 'off']) })),
}) satisfies v.GenericSchema<unknown, InteractiveRun>;

/** Whether the first line of an interactive journal describes a run that can be judged. */
export function isInteractiveRun(value: unknown): value is InteractiveRun {
  return v.is(runSchema, value);
}
