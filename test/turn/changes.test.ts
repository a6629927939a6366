import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/core/session.ts';
import type { VerdictStatus } from '../../src/core/verdict.ts';
import { sessionChanges } from '../../src/turn/changes.ts';
import type { SeenTurn } from '../../src/turn/seen-turn.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { askedOf, seenOf, sessionOf } from '../support/turns.ts';

const tip = { uuid: 'a1', messageId: 'msg_1' };
const starting = sessionOf({ state: 'starting' });
const nothing = { result: undefined, turns: 0, cost: { call: null, added: 0, cumulative: undefined } } satisfies Partial<SeenTurn>;
const kept = { traced: { ...seenOf().traced, tip }, tip } satisfies Partial<SeenTurn>;

function changes(session: Session, status: VerdictStatus, seen: Partial<SeenTurn>): Partial<Session> {
  const outcome = outcomeOf({ status }, { usage: null });
  return sessionChanges(session, { asked: askedOf({ session }), seen: seenOf(seen), outcome, newId: () => 'id-2' });
}

describe('the state after a first turn', () => {
  test.each<[what: string, status: VerdictStatus, seen: Partial<SeenTurn>, state: Session['state'] | undefined]>([
    ['with a result', 'started', {}, 'active'],
    ['without a result, whose answer is kept', 'started', { ...nothing, ...kept }, 'active'],
    ['of which nothing is seen', 'started', nothing, 'starting'],
    ['that answered from elsewhere', 'lost', kept, undefined],
    ['that can not be told', 'unverified', {}, undefined],
    ['that is refused', 'not-found', nothing, 'recorded'],
  ])('%s', (_, status, seen, state) => {
    expect(changes(starting, status, seen).state).toBe(state);
  });

  test('that is refused starts over, under a new id; the old one is kept', () => {
    expect(changes(starting, 'not-found', nothing)).toEqual({
      totals: { ...starting.totals, calls: 1 },
      last: { verdict: 'not-found', turn: 'ok', exitCode: 0 },
      state: 'recorded',
      sessionId: 'id-2',
      formerIds: ['id-1'],
    });
  });
});

test('a conversation that had begun keeps its id when it is refused', () => {
  const session = sessionOf({ state: 'active', tip });
  expect(changes(session, 'not-found', nothing)).toEqual({
    totals: { ...session.totals, calls: 1 },
    last: { verdict: 'not-found', turn: 'ok', exitCode: 0 },
  });
});

test('how the last call ended is kept with the session, and each call counts, whatever came of it', () => {
  const session = sessionOf({ state: 'active', tip, totals: { ...starting.totals, turns: 3 } });
  const outcome = outcomeOf({ status: 'unverified' }, { status: 'interrupted', usage: null }, { exitCode: 143 });
  const changed = (current: Session) => ({
    ...current,
    ...sessionChanges(current, { asked: askedOf({ session }), seen: seenOf(nothing), outcome, newId: () => 'id-2' }),
  });
  const once = changed(session);
  // The session of an early version, which did not count calls: as many as turns.
  expect(once).toMatchObject({ last: { turn: 'interrupted', exitCode: 143 }, totals: { calls: 4, turns: 3 } });
  expect(changed(once)).toMatchObject({ totals: { calls: 5, turns: 3 } });
});

test('a followed conversation adds what earlier calls could not report; another one only its own cost', () => {
  const seen = { cost: { call: 0.5, added: 0.75, cumulative: 2 } };
  expect(changes(starting, 'resumed', seen).totals?.costUsd).toBe(0.75);
  expect(changes(starting, 'lost', seen).totals?.costUsd).toBe(0.5);
});

test('a fork costs what its own call cost, though its original went on while it was made', () => {
  const session = sessionOf({ state: 'starting' });
  const seen = seenOf({ cost: { call: 0.5, added: 0.75, cumulative: 2 } });
  const outcome = outcomeOf({ status: 'forked' }, { usage: null });
  const asked = askedOf({ session, action: 'fork', plan: 'fork' });
  expect(sessionChanges(session, { asked, seen, outcome, newId: () => 'id-2' }).totals?.costUsd).toBe(0.5);
});

test('a tip known only from the stream is kept', () => {
  expect(changes(sessionOf({ tip }), 'resumed', { tip: { uuid: 'a2', messageId: 'm2' } }).tip?.uuid).toBe('a2');
  expect(changes(sessionOf({ tip }), 'resumed', {}).tip).toEqual(tip);
});

test('after a truncated turn the next one has to find what was there before, and what was said since', () => {
  const session = sessionOf({ tip, last: { verdict: 'resumed', messages: 10, contextTokens: 5000 } });
  const { context } = seenOf().history;
  const seen: Partial<SeenTurn> = {
    traced: { ...seenOf().traced, reach: { reachable: 4, total: 6, isComplete: false, isCompacted: false, repair: undefined } },
    history: { ...seenOf().history, context: { ...context, first: 2000 } },
    effective: { ...seenOf().effective, contextTokens: 2100 },
  };
  expect(changes(session, 'truncated', seen).last).toMatchObject({ messages: 12, contextTokens: 5100 });
  expect(changes(session, 'resumed', seen).last).toMatchObject({ messages: 6, contextTokens: 2100 });
});
