import { describe, expect, test } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
import { briefOf } from '../../src/core/event-brief.ts';
import type { Session } from '../../src/core/session.ts';
import type { Report } from '../../src/report/data.ts';
import { openLedger } from '../../src/report/ledger.ts';
import { buildReport, isInLedger } from '../../src/report/report.ts';
import { eventOf, idOf, sessionOf } from '../support/turn-events.ts';

interface Given {
  sessions?: Session[];
  damaged?: string[];
  events?: TurnEvent[];
  name?: string;
  tags?: string[];
}

function report({ sessions = [], damaged = [], events = [], name, tags }: Given): Report {
  const ledger = openLedger(sessions, damaged);
  for (const event of events) ledger.add(briefOf(event));
  return buildReport({
    ledger,
    name,
    tags,
    leftOut: { sessions: damaged.map((each) => ({ name: each, problem: 'it is cut' })), lines: 2 },
    generator: 'chorus 1',
    now: new Date('2026-03-10T00:00:00Z'),
    timeZone: 'UTC',
  });
}

const forkOf = (id: number) => ({ name: 'whatever it was called', sessionId: idOf(id), at: null });
const callsOf = ({ sessions }: Report) => Object.fromEntries(sessions.map(({ key, calls }) => [key, calls]));
const treeOf = ({ sessions }: Report) => sessions.map(({ key, depth }) => `${'  '.repeat(depth)}${key}`);

describe('which session a call belongs to', () => {
  const at = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`;

  test.each<[what: string, given: Given, calls: Record<string, number>]>([
    [
      'its name and its id',
      { sessions: [sessionOf('auth', 1)], events: [eventOf('auth', at(1), 1), eventOf('auth', at(2), 1)] },
      { auth: 2 },
    ],
    ['renamed since', { sessions: [sessionOf('login', 1)], events: [eventOf('auth', at(1), 1)] }, { login: 1 }],
    ['under a former id', { sessions: [sessionOf('auth', 2, { formerIds: [idOf(1)] })], events: [eventOf('auth', at(1), 1)] }, { auth: 1 }],
    [
      'renamed, and its name given to another',
      { sessions: [sessionOf('login', 1), sessionOf('auth', 2)], events: [eventOf('auth', at(1), 1)] },
      { login: 1, auth: 0 },
    ],
    [
      'answered from elsewhere',
      { sessions: [sessionOf('auth', 1)], events: [eventOf('auth', at(1), 1, { actualId: idOf(9), verdict: 'lost' })] },
      { auth: 1 },
    ],
    [
      'a fork that the release named',
      { sessions: [sessionOf('jwt', 5)], events: [eventOf('jwt', at(1), null, { actualId: idOf(5) })] },
      { jwt: 1 },
    ],
    ['no id at all', { sessions: [sessionOf('auth', 1)], events: [eventOf('auth', at(1), null)] }, { auth: 1 }],
    ['removed', { events: [eventOf('auth', at(1), 1)] }, { 'auth#removed': 1 }],
    [
      'removed, and begun anew under its name',
      { sessions: [sessionOf('auth', 2, { createdAt: at(5) })], events: [eventOf('auth', at(1), 1), eventOf('auth', at(6), 2)] },
      { auth: 1, 'auth#removed': 1 },
    ],
    ['its file is damaged', { damaged: ['auth'], events: [eventOf('auth', at(1), 1)] }, { auth: 1 }],
    ['damaged, with no call in the log', { damaged: ['auth'] }, {}],
  ])('%s', (_, given, calls) => {
    expect(callsOf(report(given))).toEqual(calls);
  });
});

describe('the tree', () => {
  const lastUsed = (lastActiveAt: string) => ({ lastActiveAt: `2026-03-${lastActiveAt}T00:00:00.000Z` });
  const bornAt = (createdAt: string) => ({ createdAt: `2026-02-${createdAt}T00:00:00.000Z` });
  const family = [
    sessionOf('old', 1, lastUsed('01')),
    sessionOf('new', 2, lastUsed('05')),
    sessionOf('fork-b', 3, { parent: forkOf(1), ...bornAt('20') }),
    sessionOf('fork-a', 4, { parent: forkOf(1), ...bornAt('10') }),
    sessionOf('fork-of-a', 5, { parent: forkOf(4), tags: ['x', 'y'] }),
  ];

  test.each<[what: string, given: Given, tree: string[]]>([
    ['a session before its forks, the last used first', { sessions: family }, ['new', 'old', '  fork-a', '    fork-of-a', '  fork-b']],
    ['of one session: it and its forks', { sessions: family, name: 'fork-a' }, ['fork-a', '  fork-of-a']],
    ['of tags: those that have them all', { sessions: family, tags: ['y', 'x'] }, ['fork-of-a']],
    [
      'of a tag that only forks have: below whom they can',
      {
        sessions: [
          sessionOf('a', 1, { tags: ['t'] }),
          sessionOf('b', 2, { parent: forkOf(1) }),
          sessionOf('c', 3, { parent: forkOf(2), tags: ['t'] }),
        ],
        tags: ['t'],
      },
      ['a', 'c'],
    ],
    [
      'of a parent that was removed',
      { sessions: [sessionOf('jwt', 2, { parent: forkOf(1) })], events: [eventOf('auth', '2026-03-02T00:00:00Z', 1)] },
      ['auth#removed', '  jwt'],
    ],
    [
      'of a parent that only its forks are known of',
      { sessions: [sessionOf('jwt', 2, { parent: forkOf(1) }), sessionOf('saml', 3, { parent: forkOf(1) })] },
      [`whatever it was called#${idOf(1)}`, '  jwt', '  saml'],
    ],
    [
      'of a removed fork: it stands below what it was forked from',
      {
        sessions: [sessionOf('auth', 1), sessionOf('jwt-2', 3, { parent: forkOf(2) })],
        events: [
          eventOf('jwt', '2026-03-02T00:00:00Z', 2, { action: 'fork', verdict: 'forked', parent: { name: 'auth', sessionId: idOf(1) } }),
        ],
      },
      ['auth', '  jwt#removed', '    jwt-2'],
    ],
    [
      'of files that name each other',
      { sessions: [sessionOf('a', 1, { parent: forkOf(2) }), sessionOf('b', 2, { parent: forkOf(1) })] },
      ['a', '  b'],
    ],
    ['of a session that is its own parent', { sessions: [sessionOf('a', 1, { parent: forkOf(1) })] }, ['a']],
  ])('%s', (_, given, tree) => {
    expect(treeOf(report(given))).toEqual(tree);
  });

  test('a very deep chain of forks', () => {
    const sessions = Array.from({ length: 20_000 }, (_, index) =>
      sessionOf(`s${index}`, index, index > 0 ? { parent: forkOf(index - 1) } : {}),
    );
    expect(report({ sessions }).sessions.at(-1)).toMatchObject({ name: 's19999', depth: 19_999, parent: { key: 's19998' } });
  });
});

test('the whole report', () => {
  const sessions = [
    sessionOf('auth', 1, {
      totals: { turns: 3, costUsd: 2, tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 } },
      last: { verdict: 'resumed', model: 'claude-opus-5', contextTokens: 1200 },
    }),
  ];
  const events = [
    eventOf('auth', '2026-03-02T10:00:00.000Z', 1, { verdict: 'started', action: 'new', contextTokens: 900 }),
    eventOf('gone', '2026-03-02T11:00:00.000Z', 7, {
      costUsd: null,
      durationMs: 0,
      turn: 'none',
      subtype: null,
      verdict: 'not-found',
      exitCode: 3,
    }),
    eventOf('auth', '2026-03-04T10:00:00.000Z', 1, { turn: 'error', exitCode: 1 }),
    eventOf('auth', 'some day', 1),
  ];
  const { contextTokens: _, ...withoutContext } = eventOf('auth', '2026-03-04T12:00:00.000Z', 1);
  const made = report({ sessions, events: [...events, withoutContext] });
  expect(made).toMatchObject({
    generatedAt: '2026-03-10T00:00:00.000Z',
    scope: { name: null, tags: [] },
    period: { from: '2026-03-02T10:00:00.000Z', to: '2026-03-04T12:00:00.000Z' },
    totals: {
      sessions: 2,
      removed: 1,
      turns: 3,
      calls: 4,
      failed: 2,
      costUsd: 2,
      unloggedCostUsd: 0.5,
      durationMs: 6000,
      contextTokens: 1200,
    },
    verdicts: { started: 1, resumed: 2, 'not-found': 1 },
    outcomes: { ok: 2, none: 1, error: 1 },
    failures: [
      { session: 'auth', turn: 'error' },
      { session: 'gone', verdict: 'not-found' },
    ],
    leftOut: { sessions: [], lines: 3 },
  });
  expect(made.overTime).toMatchObject({ unit: 'hour', step: 3 });
  expect(made.overTime?.bins.filter(({ calls }) => calls > 0)).toMatchObject([
    { from: '2026-03-02T09:00:00.000Z', calls: 2, turns: 1, costUsd: 0.5, contextTokens: 1000, verdicts: { started: 1, 'not-found': 1 } },
    { from: '2026-03-04T09:00:00.000Z', calls: 1, turns: 1, costUsd: 0.5, contextTokens: 1000, outcomes: { error: 1 } },
    { from: '2026-03-04T12:00:00.000Z', calls: 1, turns: 1, costUsd: 0.5, contextTokens: null },
  ]);
  expect(made.sessions[0]).toMatchObject({
    key: 'auth',
    turns: 3,
    failed: 1,
    costUsd: 2,
    contextTokens: 1200,
    byCall: { step: 1, bins: [{ calls: 1 }, { calls: 1 }, { calls: 1 }] },
    recent: [{ verdict: 'started' }, { turn: 'error' }, { turn: 'ok', contextTokens: null }],
  });
});

test('impossible values in an edited log or session file do not count', () => {
  const odd = { costUsd: -1, contextTokens: -5, durationMs: -1 };
  const made = report({
    sessions: [sessionOf('auth', 1, { last: { verdict: 'great' } })],
    events: [eventOf('auth', '2026-03-02T10:00:00.000Z', 1, odd), eventOf('auth', '0001-01-01T00:00:00Z', 1)],
  });
  expect(made).toMatchObject({ outcomes: { ok: 1 }, leftOut: { lines: 3 } });
  expect(made.sessions[0]).toMatchObject({ verdict: 'unknown', contextTokens: null, durationMs: 0 });
});

test('amounts that no call can have do not count, in the log or in a session file', () => {
  const last = { contextTokens: 1e300 };
  const totals = { turns: 1e300, costUsd: 1e300, tokens: {} } as unknown as Session['totals'];
  const made = report({
    sessions: [sessionOf('auth', 1, { last, totals })],
    events: [
      eventOf('auth', '2026-03-02T10:00:00.000Z', 1, { costUsd: 1e308, contextTokens: 1e15, durationMs: 1e300 }),
      eventOf('auth', '2026-03-02T11:00:00.000Z', 1, { costUsd: 1e308, durationMs: 86_400_000 * 400 }),
    ],
  });
  expect(made.totals).toMatchObject({ turns: 2, costUsd: 0, durationMs: 86_400_000 * 400, contextTokens: 1000 });
});

test('many calls are binned without losing a peak', () => {
  const time = (index: number) => new Date(Date.UTC(2026, 2, 1) + index * 600_000).toISOString();
  const events = Array.from({ length: 5000 }, (_, index) =>
    eventOf('auth', time(index), 1, { contextTokens: index === 2345 ? 999_999 : 10 }),
  );
  const made = report({ sessions: [sessionOf('auth', 1)], events });
  const [session] = made.sessions;
  for (const bins of [made.overTime?.bins ?? [], session?.byCall.bins ?? []]) {
    expect(bins.length).toBeLessThanOrEqual(48);
    expect(bins.length).toBeGreaterThan(24);
    expect(bins.reduce((sum, { calls }) => sum + calls, 0)).toBe(5000);
    expect(bins.filter(({ contextTokens }) => contextTokens === 999_999)).toHaveLength(1);
  }
  expect(session?.recent).toHaveLength(25);
  expect(session?.recent.at(-1)?.time).toBe(time(4999));
});

test('the ledger has a removed session, but not one that never existed', () => {
  const ledger = openLedger([sessionOf('auth', 1)], []);
  ledger.add(briefOf(eventOf('gone', '2026-03-02T10:00:00.000Z', 7)));
  expect(['auth', 'gone', 'never'].map((name) => isInLedger(ledger, name))).toEqual([true, true, false]);
});

test('calls and turns are told apart: a call that answers nothing is no turn, an interactive run is one call of many turns', () => {
  const at = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`;
  const made = report({
    sessions: [sessionOf('auth', 1)],
    events: [
      eventOf('auth', at(1), 1, { turns: 1 }),
      eventOf('auth', at(2), 1, { turns: 0, turn: 'interrupted', subtype: null, exitCode: 143 }),
      eventOf('auth', at(3), 1, { turns: 5, interactive: true, prompts: 5, subtype: null }),
      // As early versions of chorus wrote them.
      eventOf('auth', at(4), 1),
      eventOf('auth', at(5), 1, { turn: 'none', subtype: null, exitCode: 1 }),
      eventOf('auth', at(6), 1, { interactive: true, prompts: 2, subtype: null }),
    ],
  });
  expect(made.totals).toMatchObject({ calls: 6, turns: 9, failed: 2 });
  expect(made.sessions).toMatchObject([{ calls: 6, turns: 9, failed: 2, turn: 'ok' }]);
});

test('what a cold or broken prompt cache cost is added up, as far as the log says; a warm one counts for nothing', () => {
  const cacheOf = (status: 'warm' | 'cold' | 'broken', costUsd: number | null) => ({ status, costUsd, because: null, missedTokens: 9 });
  const turn = (hour: number, cache?: ReturnType<typeof cacheOf>) =>
    eventOf('auth', `2026-03-02T1${hour}:00:00.000Z`, 1, cache ? { cache } : {});
  const events = [
    turn(0),
    turn(1, cacheOf('cold', 0.25)),
    turn(2, cacheOf('broken', 0.5)),
    turn(3, cacheOf('warm', 0.01)),
    turn(4, cacheOf('cold', null)),
  ];
  const { totals, sessions } = report({ sessions: [sessionOf('auth', 1)], events });
  expect(totals.cacheCostUsd).toBe(0.75);
  expect(sessions[0]?.recent.map(({ cache }) => cache)).toEqual([
    null,
    { status: 'cold', costUsd: 0.25 },
    { status: 'broken', costUsd: 0.5 },
    { status: 'warm', costUsd: 0.01 },
    { status: 'cold', costUsd: null },
  ]);
});
