import { describe, expect, test } from 'vitest';
import type { TurnReport, Verdict } from '../../src/core/outcome.ts';
import { evidenceWords, summarizeTurn, summarizeTurnBriefly } from '../../src/terminal/turn-words.ts';
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

describe('summarizeTurnBriefly', () => {
  test.each<[verdict: Partial<Verdict>, turn: Partial<TurnReport>, context: Parameters<typeof summarizeTurnBriefly>[1], line: string]>([
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
    expect(summarizeTurnBriefly(outcomeOf(verdict, turn), context)).toBe(line);
  });

  test('a narrow terminal', () => {
    const context = { tokens: 12_345, window: 200_000 };
    expect(summarizeTurnBriefly(outcomeOf(), context, 62)).toBe('✓ auth resumed · 1 turn · $0.0123 · 3.2 s · context 6% of 200k');
    expect(summarizeTurnBriefly(outcomeOf(), context, 61)).toBe('✓ auth resumed · 1 turn · $0.0123 · 3.2 s · context 6%');
  });

  test('a failed turn gives its reason', () => {
    expect(summarizeTurnBriefly(outcomeOf({}, { status: 'error' }, { exitCode: 1 }), undefined)).toBe(
      '✗ auth resumed: descends from the tip · turn: error · 1 turn · $0.0123 · 3.2 s',
    );
  });
});

test('evidenceWords', () => {
  expect(evidenceWords(outcomeOf())).toBe(
    'evidence: asked for id-1, init names id-1, the result id-1; lineage proved; 2 records added; 4 of 4 earlier messages; 1010 tokens sent, after a context of 1005',
  );
  const unknown = { messages: { before: null, reachable: null }, context: { before: null, first: null } };
  const evidence = { expectedId: null, initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null, ...unknown } as const;
  expect(evidenceWords(outcomeOf({ evidence }))).toBe(
    'evidence: asked for a new id, init names none, the result none; lineage unavailable',
  );
});
