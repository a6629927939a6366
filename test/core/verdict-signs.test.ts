import { expect, test } from 'vitest';
import { verdictsWorstFirst } from '../../src/core/verdict.ts';
import { standingOf } from '../../src/core/verdict-signs.ts';

test('the verdicts, worst first, with their standing', () => {
  expect(verdictsWorstFirst.map((verdict) => [verdict, standingOf(verdict)])).toEqual([
    ['lost', 'bad'],
    ['not-found', 'bad'],
    ['truncated', 'bad'],
    ['branched', 'bad'],
    ['unverified', 'unsure'],
    ['restarted', 'good'],
    ['forked', 'good'],
    ['resumed', 'good'],
    ['started', 'good'],
  ]);
  expect([standingOf('unknown'), standingOf('written by hand')]).toEqual(['unsure', 'bad']);
});
