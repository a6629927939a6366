import { expect, test } from 'vitest';
import { createSession, restartSession, type Session } from '../../src/core/session.ts';

const now = new Date('2026-01-01T00:00:00Z');

test('a new session has only what it was created with', () => {
  expect(createSession({ name: 'auth', sessionId: 'id-1', now, cwd: '/work', settings: { model: 'opus' } })).toEqual({
    name: 'auth',
    sessionId: 'id-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    lastActiveAt: '2026-01-01T00:00:00.000Z',
    cwd: '/work',
    settings: { model: 'opus' },
    profile: null,
    parent: null,
    tags: [],
    note: null,
    formerIds: [],
    tip: null,
    root: null,
    last: null,
    totals: { turns: 0, costUsd: 0, tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 } },
    state: 'recorded',
    transcriptSeen: false,
    promptSnapshot: null,
  });
});

test('a restart resets what belongs to the old conversation, and keeps the rest', () => {
  const kept = {
    name: 'auth',
    lastActiveAt: '2026-01-01T00:00:00.000Z',
    cwd: '/work',
    settings: { model: 'opus' },
    profile: 'careful',
    tags: ['x'],
    note: 'y',
    totals: { turns: 3, costUsd: 0.5, tokens: { input: 1, output: 2, cacheRead: 3, cacheCreation: 4 } },
    later: 'a key of a later chorus',
  };
  const session: Session = {
    ...kept,
    sessionId: 'id-2',
    createdAt: '2025-12-01T00:00:00.000Z',
    formerIds: ['id-1'],
    parent: { name: 'p', sessionId: 'id-0', at: null },
    tip: { uuid: 'u', messageId: 'm' },
    root: { uuid: 'r', messageId: 'm0' },
    last: { model: 'claude-opus-5-5', cumulativeCostUsd: 0.5 },
    state: 'active',
    transcriptSeen: true,
    promptSnapshot: { digest: 'd', mode: 'off' },
  } as Session;
  expect(restartSession(session, 'id-3', new Date('2026-02-01T00:00:00Z'))).toEqual({
    ...kept,
    sessionId: 'id-3',
    createdAt: '2026-02-01T00:00:00.000Z',
    formerIds: ['id-1', 'id-2'],
    parent: null,
    tip: null,
    root: null,
    last: null,
    state: 'recorded',
    transcriptSeen: false,
    promptSnapshot: null,
  });
});
