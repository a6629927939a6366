import { describe, expect, test } from 'vitest';
import { type Expiry, expiryOf, isNear, selectSessions, sortBy } from '../../src/core/listing.ts';
import { createSession, type Session } from '../../src/core/session.ts';

function makeSession(name: string, changes: Partial<Session> = {}): Session {
  return { ...createSession({ name, sessionId: `id-${name}`, now: new Date(0), cwd: '/w', settings: {} }), ...changes };
}

const aged = { path: '/t', size: 1, expiresInDays: 3, cleanupPeriodDays: 30 };

describe('expiryOf', () => {
  test.each<[what: string, transcriptSeen: boolean, hasAge: boolean, isInVault: boolean, expiry: Expiry, near: boolean]>([
    ['a transcript', true, true, true, { status: 'counted', days: 3 }, true],
    ['only a copy', true, false, true, { status: 'in-vault' }, true],
    ['neither', true, false, false, { status: 'gone' }, true],
    ['never seen', false, false, false, { status: 'none' }, false],
  ])('%s', (_, transcriptSeen, hasAge, isInVault, expiry, near) => {
    const found = expiryOf({ session: makeSession('a', { transcriptSeen, state: 'active' }), age: hasAge ? aged : undefined, isInVault });
    expect(found).toEqual(expiry);
    expect(isNear(found)).toBe(near);
  });

  test('a recorded fork has no transcript yet, so nothing is gone', () => {
    const session = makeSession('a', { transcriptSeen: true, state: 'recorded' });
    expect(expiryOf({ session, age: undefined, isInVault: false })).toEqual({ status: 'none' });
  });

  test.each([
    [-2, true],
    [7, true],
    [7.01, false],
  ])('%d days are near: %s', (days, near) => {
    expect(isNear({ status: 'counted', days })).toBe(near);
  });
});

describe('selectSessions', () => {
  const sessions = [
    makeSession('a', { tags: ['x', 'y'] }),
    makeSession('b', { tags: ['x'], cwd: '/v' }),
    makeSession('c', { cwd: '/w/below' }),
    makeSession('d', { tags: ['y'] }),
  ];

  test.each<[what: string, selection: Parameters<typeof selectSessions>[1], names: string[]]>([
    ['all', { tags: [] }, ['a', 'b', 'c', 'd']],
    ['a tag', { tags: ['x'] }, ['a', 'b']],
    ['both tags', { tags: ['x', 'y'] }, ['a']],
    ['case matters', { tags: ['X'] }, []],
    ['a directory, but not its subdirectories', { tags: [], cwd: '/w' }, ['a', 'd']],
    ['tag and directory', { tags: ['x'], cwd: '/v' }, ['b']],
  ])('%s', (_, selection, names) => {
    expect(selectSessions(sessions, selection).map(({ name }) => name)).toEqual(names);
  });
});

test.each<[what: string, items: (number | string | undefined)[], isReversed: boolean, sorted: unknown[]]>([
  ['numbers', [3, -1, 2], false, [-1, 2, 3]],
  ['texts', ['b', 'a', 'B'], false, ['B', 'a', 'b']],
  ['reversed', [3, -1, 2], true, [3, 2, -1]],
  [
    'infinite ones',
    [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY],
    false,
    [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY],
  ],
  ['items without a rank come last', [undefined, 2, undefined, 1], false, [1, 2, undefined, undefined]],
  ['reversed, too', [undefined, 2, undefined, 1], true, [2, 1, undefined, undefined]],
])('sortBy: %s', (_, items, isReversed, sorted) => {
  expect(
    sortBy(
      items.map((rank) => ({ rank })),
      ({ rank }) => rank,
      isReversed,
    ).map(({ rank }) => rank),
  ).toEqual(sorted);
});

test.each([false, true])('sortBy keeps the order of equal items, reversed: %s', (isReversed) => {
  const items = ['a1', 'b0', 'c1', 'd0', 'e1'];
  const sorted = sortBy(items, (item) => Number(item[1]), isReversed);
  expect(sorted).toEqual(isReversed ? ['a1', 'c1', 'e1', 'b0', 'd0'] : ['b0', 'd0', 'a1', 'c1', 'e1']);
});
