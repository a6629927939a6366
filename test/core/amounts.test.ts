import { expect, test } from 'vitest';
import { formatCost, formatCount, formatNumber, formatShare, formatSize, formatTokens } from '../../src/core/amounts.ts';

test.each([0, 999, 1000, 12_345, 1_234_567])('%d is formatted with commas, as in English', (amount) => {
  expect(formatNumber(amount)).toBe(amount.toLocaleString('en-US'));
});

test('counts', () => {
  expect([formatCount(1, 'turn'), formatCount(0, 'turn'), formatCount(1234, 'turn')]).toEqual(['1 turn', '0 turns', '1,234 turns']);
});

test.each<[usd: number, cost: string]>([
  [0, '$0'],
  [0.0041, '$0.0041'],
  [0.001, '$0.001'],
  [0.05, '$0.05'],
  [0.1666, '$0.17'],
  [0.5, '$0.50'],
  [1, '$1.00'],
  [12.345, '$12.35'],
  [999.9, '$999.90'],
  [17_118.2, '$17,118'],
])('%d is %s', (usd, cost) => {
  expect(formatCost(usd)).toBe(cost);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1k'],
  [1_005, '1k'],
  [1_250, '1.3k'],
  [2_400, '2.4k'],
  [12_345, '12k'],
  [123_456, '123k'],
  [999_700, '1M'],
  [1_000_000, '1M'],
  [1_250_000, '1.3M'],
  [12.5, '13'],
])('formatTokens(%s)', (tokens, text) => {
  expect(formatTokens(tokens)).toBe(text);
});

test('shares', () => {
  expect([formatShare(0, 200), formatShare(1, 200), formatShare(45, 200), formatShare(200, 200)]).toEqual(['0%', '<1%', '23%', '100%']);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [12_345, '12.3 kB'],
  [999_999, '1000 kB'],
  [1_000_000, '1 MB'],
  [10_159_844, '10.2 MB'],
  [2.5e9, '2.5 GB'],
  [4e16, '40000 TB'],
])('formatSize(%d)', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
