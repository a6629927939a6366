import { expect, test } from 'vitest';
import { type EventFilter, isFailure, isWanted, screenFor } from '../../src/core/event-filter.ts';
import { eventOf, idOf } from '../support/turn-events.ts';

const events = [
  eventOf('auth', '2026-03-02T10:00:00.000Z', 1),
  eventOf('auth', '2026-03-02T11:00:00.000Z', 1, { turn: 'error', exitCode: 1 }),
  eventOf('login', '2026-03-02T12:00:00.000Z', 1),
  eventOf('docs', '2026-03-02T13:00:00.000Z', 2, { verdict: 'unverified' }),
  eventOf('docs', '2026-03-02T14:00:00.000Z', 2, { backgroundTasks: [{ id: 'b', type: null, status: 'running' }], exitCode: 143 }),
  // As a person might write it.
  eventOf('docs', '2026-03-02T14:00:00+02:00', null, { verdict: 'lost', exitCode: 3 }),
];

test.each<[filter: EventFilter, wanted: number[]]>([
  [{}, [0, 1, 2, 3, 4, 5]],
  [{ failed: true }, [1, 4, 5]],
  [{ session: { name: 'auth', ids: [] } }, [0, 1]],
  [{ session: { name: 'login', ids: [idOf(1)] } }, [0, 1, 2]],
  [{ since: '2026-03-02T12:00:00.000Z' }, [2, 3, 4, 5]],
  [{ since: '2026-03-02T12:00:00.000Z', failed: true, session: { name: 'docs', ids: [] } }, [4, 5]],
])('%j: the events %j', (filter, wanted) => {
  const screen = screenFor(filter);
  expect(events.flatMap((event, index) => (isWanted(event, filter) ? [index] : []))).toEqual(wanted);
  // The screen may let through what is not wanted, but refuses nothing that is.
  for (const index of wanted) expect(screen(JSON.stringify(events[index]))).toBe(true);
});

test('the screen refuses lines as chorus writes them without parsing them', () => {
  const refused = (filter: EventFilter) => events.flatMap((event, index) => (screenFor(filter)(JSON.stringify(event)) ? [] : [index]));
  expect(refused({ failed: true })).toEqual([0, 2, 3]);
  expect(refused({ since: '2026-03-02T12:00:00.000Z' })).toEqual([0, 1]);
  expect(refused({ session: { name: 'docs', ids: [idOf(2)] } })).toEqual([0, 1, 2]);
});

test('a line that was cut, or is no event, passes: it is counted as damaged', () => {
  const screen = screenFor({ session: { name: 'docs', ids: [] } });
  expect(['garbage', JSON.stringify(events[0]).slice(0, 60), '{"time":5}'].map(screen)).toEqual([true, true, true]);
});

test('a call failed if its exit code says so; where the code is not known, the verdict decides', () => {
  expect([
    isFailure({ verdict: 'resumed', exitCode: 143 }),
    isFailure({ verdict: 'unverified', exitCode: 0 }),
    isFailure({ verdict: 'lost' }),
    isFailure({ verdict: 'resumed' }),
    isFailure({}),
  ]).toEqual([true, false, true, false, false]);
});
