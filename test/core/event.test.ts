import { expect, test } from 'vitest';
import { turnEventOf } from '../../src/core/event.ts';
import { outcomeOf } from '../support/outcomes.ts';

const now = new Date('2026-01-02T03:04:05.678Z');

test('an event holds everything about the turn except its prompt and answer', () => {
  const drift = [{ key: 'model' as const, asked: 'opus', actual: 'claude-sonnet-5' }];
  const outcome = outcomeOf({ drift }, { result: 'a secret answer' }, { exitCode: 0 });
  const event = turnEventOf(outcome, {
    asked: { model: 'opus' },
    effective: { model: 'claude-sonnet-5', permissionMode: 'default' },
    turns: 1,
    endedAt: now,
  });
  expect(event).toEqual({
    time: '2026-01-02T03:04:05.678Z',
    session: 'auth',
    action: 'resume',
    expectedId: 'id-1',
    actualId: 'id-1',
    verdict: 'resumed',
    reason: 'descends from the tip',
    restored: false,
    drift,
    evidence: {
      expectedId: 'id-1',
      initId: 'id-1',
      resultId: 'id-1',
      lineage: 'proved',
      recordsAdded: 2,
      messages: { before: 4, reachable: 4 },
      context: { before: 1005, first: 1010 },
    },
    model: { asked: 'opus', effective: 'claude-sonnet-5' },
    permissionMode: { asked: null, effective: 'default' },
    turn: 'ok',
    subtype: 'success',
    turns: 1,
    costUsd: 0.0123,
    durationMs: 3200,
    release: '2.1.329',
    exitCode: 0,
  });
  expect(JSON.stringify(event)).not.toContain('secret');
});
