import { expect, test } from 'vitest';
import { contextWindowOf } from '../../../src/claude/stream/context-window.ts';
import type { ResultMessage } from '../../../src/claude/stream/messages.ts';

const known = { contextWindow: 200_000, costBasis: 'list' };

/** As 2.0.50, 2.1.250 and 2.1.329 told it. */
test.each<[what: string, modelUsage: unknown, model: string | undefined, window: number | undefined]>([
  ['a model that Claude knows', { 'claude-opus-5': known }, 'claude-opus-5', 200_000],
  ['with side calls to another', { 'claude-haiku-5': { ...known, contextWindow: 1 }, 'claude-opus-5': known }, 'claude-opus-5', 200_000],
  ['the long window', { 'claude-sonnet-5[1m]': { ...known, contextWindow: 1_000_000 } }, 'claude-sonnet-5', 1_000_000],
  ['two windows of one model', { 'm[1m]': { ...known, contextWindow: 1_000_000 }, m: known }, 'm', undefined],
  ['a model that it does not know', { 'claude-zzz-9': { ...known, costBasis: 'unknown' } }, 'claude-zzz-9', undefined],
  ['a release that does not say whether it does', { 'claude-opus-4-1': { contextWindow: 200_000 } }, 'claude-opus-4-1', undefined],
  ['another model', { 'claude-opus-5': known }, 'claude-opus-5-5', undefined],
  ['no model', { 'claude-opus-5': known }, undefined, undefined],
  ['no answer', undefined, 'claude-opus-5', undefined],
  ['what is no window', { m: { ...known, contextWindow: '200k' } }, 'm', undefined],
  ['nothing at all', { m: { ...known, contextWindow: 0 } }, 'm', undefined],
  ['what is no object', { m: null }, 'm', undefined],
  ['what is no table', [known], 'm', undefined],
])('%s', (_, modelUsage, model, window) => {
  const result = { type: 'result', session_id: 'x', is_error: false, modelUsage } as ResultMessage;
  expect(contextWindowOf(result, model)).toBe(window);
});

test('without a result', () => {
  expect(contextWindowOf(undefined, 'claude-opus-5')).toBeUndefined();
});
