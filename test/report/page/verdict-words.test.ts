import { expect, test } from 'vitest';
import { drawWord, outcomeStanding } from '../../../src/report/page/verdict-words.ts';

test('the way of a turn is told by sign and word', () => {
  const outcomes = ['ok', 'denied', 'limit', 'interrupted', 'timeout', 'error', 'none', 'unknown'].map(outcomeStanding);
  expect(outcomes).toEqual(['good', 'unsure', 'bad', 'bad', 'bad', 'bad', 'bad', 'unsure']);
  expect(drawWord('lost', 'bad').text).toBe('<span class="word bad"><span class="sign" aria-hidden="true">✗</span> lost</span>');
});
