import { expect, test } from 'vitest';
import { formatAgo, formatCountdown, formatElapsed, formatSpan, formatTime, parseSpan, roundDays } from '../../src/core/durations.ts';

test.each<[ms: number, span: string]>([
  [-5, '0 s'],
  [0, '0 s'],
  [440, '0.4 s'],
  [3200, '3.2 s'],
  [9000, '9 s'],
  [42_400, '42 s'],
  [60_000, '1 min'],
  [90_000, '2 min'],
  [3_600_000, '1 h'],
  [86_399_000, '24 h'],
  [86_400_000, '1 d'],
  [3_456_000_000, '40 d'],
])('%i ms are %s', (ms, span) => {
  expect(formatSpan(ms)).toBe(span);
});

test('formatAgo accepts an ISO time or a date', () => {
  const now = new Date('2026-01-11T00:00:00Z');
  expect([formatAgo('2026-01-10T21:00:00Z', now), formatAgo(new Date('2026-01-10T23:59:58Z'), now)]).toEqual(['3 h ago', '2 s ago']);
});

test.each([
  [30, 'in 30 d'],
  [29.99, 'in 29 d'],
  [1, 'in 1 d'],
  [0.5, 'in 12 h'],
  [0.001, 'in 1 min'],
  [0, 'now'],
  [-3, 'now'],
])('formatCountdown(%d)', (days, text) => {
  expect(formatCountdown(days)).toBe(text);
});

test('roundDays', () => {
  expect([29.996, 1.234, -0.5].map(roundDays)).toEqual([30, 1.23, -0.5]);
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [125_000, '2 min 05 s'],
  [3_725_000, '1 h 02 min'],
])('formatElapsed(%s)', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text);
});

test.each([new Date(2026, 0, 1), new Date(2026, 10, 30, 23, 59, 58), new Date(999, 5, 7, 8, 9, 1)])(
  'a time is told as in Sweden: %s',
  (time) => {
    expect(formatTime(time)).toBe(time.toLocaleString('sv-SE'));
  },
);

test.each<[text: string, ms: number | undefined]>([
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['1.1m', 66_000],
  [' 7d ', 604_800_000],
  ['2w', 1_209_600_000],
  ['5', undefined],
  ['5y', undefined],
  ['-5m', undefined],
  ['', undefined],
])('the span %j has %s ms', (text, ms) => {
  expect(parseSpan(text)).toBe(ms);
});
