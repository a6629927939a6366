import * as v from 'valibot';
import type { TurnEvent } from '../core/event.ts';

const text = v.string();
const textOrNull = v.nullable(text);
const numberOrNull = v.nullable(v.number());

/** An object, so that the compiler notices a word that is new in the type and missing here: its turns would disappear from the log. */
const oneOf = <Word extends string>(words: Record<Word, true>) => v.picklist(Object.keys(words) as Word[]);

const actions: Record<TurnEvent['action'], true> = { new: true, resume: true, fork: true };
const verdicts: Record<TurnEvent['verdict'], true> = {
  started: true,
  resumed: true,
  forked: true,
  restarted: true,
  'not-found': true,
  lost: true,
  branched: true,
  unverified: true,
};
const turns: Record<TurnEvent['turn'], true> = {
  ok: true,
  error: true,
  denied: true,
  limit: true,
  interrupted: true,
  timeout: true,
  none: true,
};

const driftKeys: Record<TurnEvent['drift'][number]['key'], true> = { model: true, permissionMode: true, cwd: true };
const lineages: Record<TurnEvent['evidence']['lineage'], true> = { proved: true, contradicted: true, unavailable: true };

const askedAndEffective = v.object({ asked: textOrNull, effective: textOrNull });

/** A turn in `log.jsonl`. */
const buildSchema = () =>
  v.object({
    time: text,
    session: text,
    action: oneOf(actions),
    interactive: v.optional(v.literal(true)),
    expectedId: textOrNull,
    actualId: textOrNull,
    verdict: oneOf(verdicts),
    reason: text,
    restored: v.boolean(),
    drift: v.array(v.object({ key: oneOf(driftKeys), asked: text, actual: text })),
    evidence: v.object({
      expectedId: textOrNull,
      initId: textOrNull,
      resultId: textOrNull,
      lineage: oneOf(lineages),
      recordsAdded: numberOrNull,
    }),
    model: askedAndEffective,
    permissionMode: askedAndEffective,
    turn: oneOf(turns),
    subtype: textOrNull,
    costUsd: numberOrNull,
    durationMs: v.number(),
    prompts: v.optional(v.number()),
    contextTokens: v.optional(v.number()),
    release: textOrNull,
    exitCode: v.number(),
    backgroundTasks: v.optional(v.array(v.object({ id: text, type: textOrNull, status: text }))),
  });

let schema: ReturnType<typeof buildSchema> | undefined;

/**
 * Whether a line of the log is a turn that this chorus knows. Keys that it does not know are tolerated; a known key with a value that it
 * does not know (a later chorus writes other events, a person edits a line) makes it another line, which readers pass over and count.
 */
export function isTurnEvent(value: unknown): value is TurnEvent {
  // A turn only appends to the log: it does not build the schema.
  schema ??= buildSchema();
  return v.is(schema, value);
}
