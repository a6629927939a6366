import { describe, expect, test } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
import { eventWords } from '../../src/terminal/event-words.ts';

describe('eventWords', () => {
  const event: TurnEvent = {
    time: '2026-01-02T03:04:05.678Z',
    session: 'auth',
    action: 'resume',
    expectedId: 'old',
    actualId: 'old',
    verdict: 'resumed',
    reason: 'descends from the tip',
    restored: false,
    drift: [],
    evidence: { expectedId: 'old', initId: 'old', resultId: 'old', lineage: 'proved', recordsAdded: 2 },
    model: { asked: 'opus', effective: 'claude-opus-5-5' },
    permissionMode: { asked: null, effective: 'default' },
    turn: 'ok',
    subtype: 'success',
    costUsd: 0.0123,
    durationMs: 3200,
    release: '2.1.329',
    exitCode: 0,
  };
  const bare = { model: { asked: null, effective: null }, costUsd: null, durationMs: 0 };

  test.each<[change: Partial<TurnEvent>, line: string]>([
    [{}, 'auth: Resume SUCCESS - session continued (claude-opus-5-5, $0.0123, 3.2 s)'],
    [bare, 'auth: Resume SUCCESS - session continued'],
    [{ ...bare, actualId: 'new' }, 'auth: Resume SUCCESS - session continued under a new id, new'],
    [{ ...bare, action: 'new', verdict: 'started' }, 'auth: New SUCCESS - conversation started'],
    [{ ...bare, action: 'fork', verdict: 'forked', actualId: 'new' }, 'auth: Fork SUCCESS - branched off as new'],
    [{ ...bare, verdict: 'restarted', reason: 'expired' }, 'auth: Resume SUCCESS - fresh conversation under the old name (expired)'],
    [{ ...bare, turn: 'limit', exitCode: 4 }, 'auth: Resume SUCCESS - session continued (turn limit, exit 4)'],
    [
      { ...bare, verdict: 'not-found', actualId: null, reason: 'Claude has no such conversation', turn: 'error', exitCode: 3 },
      'auth: Resume FAILED - expected old, got nothing: Claude has no such conversation (turn error, exit 3)',
    ],
    [
      { ...bare, verdict: 'lost', actualId: 'new', reason: 'Claude answered from another history', exitCode: 3 },
      'auth: Resume FAILED - expected old, got new: Claude answered from another history (exit 3)',
    ],
    [
      { ...bare, verdict: 'lost', reason: 'Claude answered from another history', exitCode: 3 },
      'auth: Resume FAILED - expected old, got another history under that id: Claude answered from another history (exit 3)',
    ],
    [
      {
        ...bare,
        action: 'fork',
        verdict: 'unverified',
        expectedId: null,
        actualId: null,
        reason: 'it ended before init',
        turn: 'none',
        exitCode: 1,
      },
      'auth: Fork UNVERIFIED - expected a new id, no evidence: it ended before init (turn none, exit 1)',
    ],
  ])('%j', (change, line) => {
    expect(eventWords({ ...event, ...change })).toBe(line);
  });
});
