import { expect, test } from 'vitest';
import { niceTicks } from '../../../src/report/page/plot.ts';

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
