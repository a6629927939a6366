import { describe, expect, test } from 'vitest';
import type { LastTurn } from '../../src/core/session.ts';
import type { Judgement } from '../../src/core/verdict.ts';
import type { AskedTurn } from '../../src/turn/asked-turn.ts';
import { sessionChanges } from '../../src/turn/changes.ts';
import { assembleOutcome } from '../../src/turn/outcome.ts';
import type { SeenTurn } from '../../src/turn/seen-turn.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { askedOf, seenOf, sessionOf } from '../support/turns.ts';

const { traced, report, effective, endedAt } = seenOf();
const usage = { input_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 60_000, output_tokens: 0 };
/** The turn before ended 20 s before this one began. */
const prefix = { tokens: 50_000, lifetime: 300, at: new Date(endedAt.getTime() - report.durationMs - 20_000).toISOString() };
const last: LastTurn = { prefix, basis: { model: 'a', tools: 'b' } };
const seen = {
  traced: { ...traced, firstUsage: usage },
  report: { ...report, usage },
  effective: { ...effective, basis: { model: 'a', tools: 'c' } },
};

function cacheOf(
  given: { asked?: Partial<AskedTurn>; last?: LastTurn | null; seen?: Partial<SeenTurn>; status?: Judgement['status'] } = {},
) {
  const session = sessionOf({ state: 'active', last: given.last === undefined ? last : given.last });
  const judgement: Judgement = { status: given.status ?? 'resumed', reason: '', evidence: outcomeOf().verdict.evidence };
  return assembleOutcome(askedOf({ session, ...given.asked }), seenOf({ ...seen, ...given.seen }), judgement, false).turn.cache;
}

describe('the cache verdict of a turn', () => {
  test('names the part that changed', () => {
    expect(cacheOf()).toEqual({ status: 'broken', costUsd: 0.383282, because: 'changed since the last turn: tools', missedTokens: 50_000 });
  });

  test('names a transcript that was edited', () => {
    expect(cacheOf({ asked: { isEdited: true } })?.because).toBe('changed since the last turn: tools and transcript');
  });

  test('compares a fork with the last turn of its original', () => {
    expect(cacheOf({ status: 'forked', asked: { plan: 'fork' } })).toMatchObject({ status: 'broken', missedTokens: 50_000 });
  });

  test.each<[what: string, given: Parameters<typeof cacheOf>[0]]>([
    ['a first turn', { last: null, status: 'started' }],
    ['a turn in another conversation', { status: 'lost' }],
    ['a fresh conversation under the old name', { status: 'restarted' }],
    ['a turn from an older point', { status: 'branched' }],
    ['an interactive run', { asked: { isInteractive: true } }],
    [
      'a turn after a compaction',
      {
        seen: { traced: { ...seen.traced, reach: { reachable: null, total: 2, isComplete: true, isCompacted: true, repair: undefined } } },
      },
    ],
    ['a turn without usage', { seen: { traced } }],
    ['a turn after one that wrote nothing to the cache', { last: { ...last, prefix: undefined } }],
  ])('%s has none', (_, given) => {
    expect(cacheOf(given)).toBeNull();
  });
});

describe('what a turn leaves for the next one to compare', () => {
  const lastAfter = (asked: Partial<AskedTurn>, now: Partial<SeenTurn>, outcome = outcomeOf()) => {
    const session = sessionOf({ state: 'active', last });
    return sessionChanges(session, { asked: askedOf({ session, ...asked }), seen: seenOf(now), outcome, newId: () => 'id-2' }).last;
  };
  const next = { tokens: 60_000, lifetime: 300, at: endedAt.toISOString() };
  const asked = { ...effective, contextTokens: 60_010 };

  test('what it put in the cache, and its cache verdict', () => {
    const cache = { status: 'warm', costUsd: 0, because: null, missedTokens: 0 } as const;
    expect(lastAfter({}, { effective: { ...asked, prefix: next } }, outcomeOf({}, { cache }))).toMatchObject({ prefix: next, cache });
  });

  test('nothing, if the model was asked without a cache, or the history is another one', () => {
    expect(lastAfter({}, { effective: asked })?.prefix).toBeUndefined();
    expect(lastAfter({}, { effective: { ...asked, prefix: next } }, outcomeOf({ status: 'truncated' }))?.prefix).toBeUndefined();
  });

  test('what was there before, if the model was not asked', () => {
    expect(lastAfter({}, {})?.prefix).toEqual(prefix);
    expect(
      lastAfter({}, { traced: { ...traced, reach: { reachable: null, total: 2, isComplete: true, isCompacted: true, repair: undefined } } })
        ?.prefix,
    ).toBeUndefined();
  });
});
