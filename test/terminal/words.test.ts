import { describe, expect, test } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
import type { TurnReport, Verdict } from '../../src/core/outcome.ts';
import {
  describeEvent,
  describeEvidence,
  describeLinger,
  describeLive,
  describeModelChange,
  summarizeLiveTurn,
  summarizeTurn,
} from '../../src/terminal/words.ts';
import { outcomeOf } from '../support/outcomes.ts';

describe('summarizeTurn', () => {
  test.each<[verdict: Partial<Verdict>, turn: Partial<TurnReport>, line: string]>([
    [{}, {}, '✓ auth resumed: descends from the tip · $0.0123 · 3.2 s'],
    [{}, { costUsd: null, durationMs: 0 }, '✓ auth resumed: descends from the tip'],
    [{ restored: true }, { costUsd: null, durationMs: 0 }, '✓ auth resumed: descends from the tip, restored from the vault'],
    [{}, { status: 'denied' }, '✓ auth resumed: descends from the tip · turn: denied · $0.0123 · 3.2 s'],
    [
      { status: 'unverified', reason: 'it ended before init' },
      { status: 'none', costUsd: null },
      '? auth unverified: it ended before init · turn: none · 3.2 s',
    ],
    [
      { status: 'lost', reason: 'Claude answered from another history' },
      {},
      '✗ auth lost: Claude answered from another history · $0.0123 · 3.2 s',
    ],
    [
      { status: 'not-found', reason: 'its transcript is gone, and nothing was sent' },
      { status: 'none', costUsd: null, durationMs: 0 },
      '✗ auth not-found: its transcript is gone, and nothing was sent',
    ],
  ])('%j %j', (verdict, turn, line) => {
    expect(summarizeTurn(outcomeOf(verdict, turn))).toBe(line);
  });
});

describe('summarizeLiveTurn', () => {
  test.each<[verdict: Partial<Verdict>, turn: Partial<TurnReport>, context: Parameters<typeof summarizeLiveTurn>[1], line: string]>([
    [{}, {}, { tokens: 12_345, window: 200_000 }, '✓ auth resumed · 1 turn · $0.0123 · 3.2 s · context 6% of 200k'],
    [
      { status: 'started' },
      { numTurns: 3 },
      { tokens: 900, window: 1_000_000 },
      '✓ auth started · 3 turns · $0.0123 · 3.2 s · context <1% of 1M',
    ],
    [
      { restored: true },
      { costUsd: null },
      { tokens: 950, window: null },
      '✓ auth resumed, restored from the vault · 1 turn · 3.2 s · context 950',
    ],
    [{ status: 'restarted', reason: 'expired' }, { numTurns: null }, undefined, '✓ auth restarted: expired · $0.0123 · 3.2 s'],
    [{}, { status: 'denied' }, undefined, '✓ auth resumed · turn: denied · 1 turn · $0.0123 · 3.2 s'],
    [{ status: 'lost', reason: 'another history' }, {}, undefined, '✗ auth lost: another history · 1 turn · $0.0123 · 3.2 s'],
  ])('%j %j %j', (verdict, turn, context, line) => {
    expect(summarizeLiveTurn(outcomeOf(verdict, turn), context)).toBe(line);
  });

  test('a narrow terminal', () => {
    const context = { tokens: 12_345, window: 200_000 };
    expect(summarizeLiveTurn(outcomeOf(), context, 62)).toBe('✓ auth resumed · 1 turn · $0.0123 · 3.2 s · context 6% of 200k');
    expect(summarizeLiveTurn(outcomeOf(), context, 61)).toBe('✓ auth resumed · 1 turn · $0.0123 · 3.2 s · context 6%');
  });

  test('a failed turn gives its reason', () => {
    expect(summarizeLiveTurn(outcomeOf({}, { status: 'error' }, { exitCode: 1 }), undefined)).toBe(
      '✗ auth resumed: descends from the tip · turn: error · 1 turn · $0.0123 · 3.2 s',
    );
  });
});

test('describeEvidence', () => {
  expect(describeEvidence(outcomeOf())).toBe('evidence: asked for id-1, init names id-1, the result id-1; lineage proved; 2 records added');
  const evidence = { expectedId: null, initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null } as const;
  expect(describeEvidence(outcomeOf({ evidence }))).toBe(
    'evidence: asked for a new id, init names none, the result none; lineage unavailable',
  );
});

const sleeps = { id: 'b1', type: 'local_bash', description: 'Sleeps', status: 'running' };

test.each<[linger: Parameters<typeof describeLinger>[0], line: string]>([
  [{ tasks: [sleeps], isStopped: false }, 'the answer is there; claude waits for a background task: Sleeps (Ctrl-C ends it)'],
  [
    { tasks: [sleeps, { ...sleeps, id: 'b2', description: null }], isStopped: true },
    'claude is ended, and with it 2 background tasks: Sleeps, b2',
  ],
  [{ tasks: [], isStopped: false }, 'the answer is there, and claude does not end (Ctrl-C ends it)'],
  [{ tasks: [], isStopped: true }, 'claude did not end by itself, and is ended'],
])('describeLinger(%j)', (linger, line) => {
  expect(describeLinger(linger)).toBe(line);
});

test('describeLive', () => {
  expect(describeLive({ pid: 7, isInteractive: true, startedAt: undefined })).toBe(
    'claude (process 7) is open in a terminal on this conversation: what both add may part ways',
  );
  expect(describeLive({ pid: 7, isInteractive: false, startedAt: new Date(0) })).toMatch(
    /is at work on this conversation since \d{4}-\d\d-\d\d /,
  );
});

describe('describeEvent', () => {
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
    expect(describeEvent({ ...event, ...change })).toBe(line);
  });
});

test('a change of model tells what has to be read anew', () => {
  expect(describeModelChange({ from: 'claude-opus-5-5', to: 'haiku', contextTokens: 123_456 })).toBe(
    'haiku has to read 123,456 tokens of context anew: the last turn was answered by claude-opus-5-5.',
  );
  expect(describeModelChange({ from: 'a', to: 'b', contextTokens: null })).toBe(
    'b has to read the whole context anew: the last turn was answered by a.',
  );
});
