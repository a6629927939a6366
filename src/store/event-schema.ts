import * as v from 'valibot';
import { cacheStatuses } from '../core/cache.ts';
import type { TurnEvent } from '../core/event.ts';
import { turnStatuses } from '../core/outcome.ts';
import { verdictsWorstFirst } from '../core/verdict.ts';

const text = v.string();
const textOrNull = v.nullable(text);
const numberOrNull = v.nullable(v.number());

/** Takes an object, so that the compiler reports a word that is new in the type and missing here: its turns would disappear from the log. */
const oneOf = <Word extends string>(words: Record<Word, true>) => v.picklist(Object.keys(words) as Word[]);

const actions: Record<TurnEvent['action'], true> = { new: true, resume: true, fork: true };
const driftKeys: Record<TurnEvent['drift'][number]['key'], true> = { model: true, permissionMode: true, cwd: true, release: true };
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
    parent: v.optional(v.object({ name: text, sessionId: text })),
    verdict: v.picklist(verdictsWorstFirst),
    reason: text,
    restored: v.boolean(),
    drift: v.array(v.object({ key: oneOf(driftKeys), asked: text, actual: text })),
    evidence: v.object({
      expectedId: textOrNull,
      initId: textOrNull,
      resultId: textOrNull,
      lineage: oneOf(lineages),
      recordsAdded: numberOrNull,
      messages: v.optional(v.object({ before: numberOrNull, reachable: numberOrNull })),
      context: v.optional(v.object({ before: numberOrNull, first: numberOrNull })),
    }),
    model: askedAndEffective,
    permissionMode: askedAndEffective,
    turn: v.picklist(turnStatuses),
    subtype: textOrNull,
    turns: v.optional(v.number()),
    costUsd: numberOrNull,
    costIsEstimated: v.optional(v.literal(true)),
    durationMs: v.number(),
    prompts: v.optional(v.number()),
    contextTokens: v.optional(v.number()),
    cache: v.optional(
      v.object({ status: v.picklist(cacheStatuses), costUsd: numberOrNull, because: textOrNull, missedTokens: v.number() }),
    ),
    release: textOrNull,
    exitCode: v.number(),
    backgroundTasks: v.optional(v.array(v.object({ id: text, type: textOrNull, status: text }))),
  });

let schema: ReturnType<typeof buildSchema> | undefined;

/**
 * Whether a line of the log is a turn that this version of chorus understands. Unknown keys are allowed. A line with an unknown value of a
 * known key (from a newer version, or edited by hand) does not count as a turn: readers skip and count it.
 */
export function isTurnEvent(value: unknown): value is TurnEvent {
  // Built on the first read: a turn only appends to the log.
  schema ??= buildSchema();
  return v.is(schema, value);
}
