import { expect, test } from 'vitest';
import { turnStatuses } from '../../src/core/outcome.ts';
import { verdictsWorstFirst } from '../../src/core/verdict.ts';
import { standingOf, turnStandingOf } from '../../src/core/verdict-signs.ts';

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

test('the turn statuses with their standing: only ok is good', () => {
  const standingsOf = (standing: string) => turnStatuses.filter((status) => turnStandingOf(status) === standing);
  expect([standingsOf('good'), standingsOf('unsure')]).toEqual([['ok'], ['denied']]);
  expect([turnStandingOf('unknown'), turnStandingOf('written by hand')]).toEqual(['unsure', 'bad']);
});
