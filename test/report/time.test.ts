import { describe, expect, test } from 'vitest';
import { cutTime, wallIn } from '../../src/report/time.ts';

const cut = (from: string, to: string, zone = 'UTC') => {
  const { unit, step, edges } = cutTime(Date.parse(from), Date.parse(to), zone, 48);
  const iso = edges.map((edge) => new Date(edge).toISOString().replace(/:00\.000Z$/, ''));
  return { name: `${step} ${unit}`, first: iso[0], second: iso[1], last: iso.at(-1), bins: edges.length - 1 };
};

test.each<[from: string, to: string, zone: string, expected: ReturnType<typeof cut>]>([
  [
    '2026-03-01T10:00:30Z',
    '2026-03-01T10:00:30Z',
    'UTC',
    { name: '1 minute', first: '2026-03-01T10:00', second: '2026-03-01T10:01', last: '2026-03-01T10:01', bins: 1 },
  ],
  [
    '2026-03-01T10:07:00Z',
    '2026-03-01T13:00:00Z',
    'UTC',
    { name: '5 minute', first: '2026-03-01T10:05', second: '2026-03-01T10:10', last: '2026-03-01T13:05', bins: 36 },
  ],
  [
    '2026-03-01T10:00:00Z',
    '2026-03-02T10:00:00Z',
    'UTC',
    { name: '1 hour', first: '2026-03-01T10:00', second: '2026-03-01T11:00', last: '2026-03-02T11:00', bins: 25 },
  ],
  [
    '2026-03-01T00:00:00Z',
    '2026-03-30T00:00:00Z',
    'America/New_York',
    { name: '1 day', first: '2026-02-28T05:00', second: '2026-03-01T05:00', last: '2026-03-30T04:00', bins: 30 },
  ],
  [
    '2026-03-01T00:00:00Z',
    '2026-06-01T00:00:00Z',
    'Europe/Berlin',
    { name: '1 week', first: '2026-02-22T23:00', second: '2026-03-01T23:00', last: '2026-06-07T22:00', bins: 15 },
  ],
  [
    '2025-01-31T00:00:00Z',
    '2026-12-31T00:00:00Z',
    'UTC',
    { name: '1 month', first: '2025-01-01T00:00', second: '2025-02-01T00:00', last: '2027-01-01T00:00', bins: 24 },
  ],
  [
    '2019-01-31T00:00:00Z',
    '2026-12-31T00:00:00Z',
    'UTC',
    { name: '3 month', first: '2019-01-01T00:00', second: '2019-04-01T00:00', last: '2027-01-01T00:00', bins: 32 },
  ],
  [
    '2000-01-01T00:00:00Z',
    '9999-12-31T00:00:00Z',
    'UTC',
    { name: '500 year', first: '2000-01-01T00:00', second: '2500-01-01T00:00', last: '+010000-01-01T00:00', bins: 16 },
  ],
])('from %s to %s in %s', (from, to, zone, expected) => {
  expect(cut(from, to, zone)).toEqual(expected);
});

describe('where clocks change', () => {
  test.each([
    ['2026-03-29T00:00:00Z', '2026-03-29T05:00:00Z', 'Europe/Berlin'],
    ['2026-10-24T22:00:00Z', '2026-10-25T12:00:00Z', 'Europe/Berlin'],
    ['2026-04-04T00:00:00Z', '2026-04-05T23:00:00Z', 'Australia/Lord_Howe'],
  ])('the edges ascend and hold everything: %s to %s in %s', (from, to, zone) => {
    const { edges } = cutTime(Date.parse(from), Date.parse(to), zone, 48);
    expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
    expect(edges[0]).toBeLessThanOrEqual(Date.parse(from));
    expect(edges.at(-1)).toBeGreaterThan(Date.parse(to));
  });

  test('clock times convert back to the same instants', () => {
    const wall = wallIn('Asia/Kathmandu');
    expect(new Date(wall.at(Date.parse('2026-03-01T00:00:00Z'))).toISOString()).toBe('2026-03-01T05:45:00.000Z');
    expect(new Date(wall.instantOf(Date.parse('2026-03-01T05:45:00Z'))).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  });
});
