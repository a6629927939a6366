import { expect, test } from 'vitest';
import { drawWord, formatCount, formatTokens, formatUsd, outcomeStanding, standingOf } from '../../../src/report/page/amounts.ts';
import { niceTicks } from '../../../src/report/page/plot.ts';

test.each([
  [0, '$0'],
  [0.0041, '$0.0041'],
  [0.05, '$0.05'],
  [0.1666, '$0.17'],
  [12.5, '$12.50'],
  [17_118.2, '$17,118'],
])('%d USD is %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});

test.each([
  [0, '0'],
  [850, '850'],
  [1005, '1k'],
  [2400, '2.4k'],
  [171_234, '171k'],
  [999_600, '1M'],
  [1_250_000, '1.3M'],
])('%d tokens are %s', (tokens, text) => {
  expect(formatTokens(tokens)).toBe(text);
});

test('counts', () => {
  expect([formatCount(1, 'turn'), formatCount(0, 'turn'), formatCount(1234, 'turn')]).toEqual(['1 turn', '0 turns', '1,234 turns']);
});

test.each([
  [0, [0]],
  [Number.NaN, [0]],
  [0.0041, [0, 0.002, 0.004, 0.006]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [7.5, [0, 2, 4, 6, 8]],
  [171_000, [0, 50_000, 100_000, 150_000, 200_000]],
])('an axis up to %d', (largest, ticks) => {
  expect(niceTicks(largest)).toEqual(ticks);
});

test('a verdict and the way of a turn are told by sign and word', () => {
  const verdicts = ['started', 'resumed', 'forked', 'restarted', 'not-found', 'lost', 'branched', 'unverified', 'unknown'].map(standingOf);
  expect(verdicts).toEqual(['good', 'good', 'good', 'good', 'bad', 'bad', 'bad', 'unsure', 'unsure']);
  const outcomes = ['ok', 'denied', 'limit', 'interrupted', 'timeout', 'error', 'none', 'unknown'].map(outcomeStanding);
  expect(outcomes).toEqual(['good', 'unsure', 'bad', 'bad', 'bad', 'bad', 'bad', 'unsure']);
  expect(drawWord('lost', 'bad').text).toBe('<span class="word bad"><span class="sign" aria-hidden="true">✗</span> lost</span>');
});
