import { expect, test } from 'vitest';
import { drawWord, outcomeStanding } from '../../../src/report/page/verdict-words.ts';

test('how a turn ended is shown by a sign and a word', () => {
  const outcomes = ['ok', 'denied', 'limit', 'interrupted', 'timeout', 'error', 'empty', 'none'].map(outcomeStanding);
  expect(outcomes).toEqual(['good', 'unsure', 'bad', 'bad', 'bad', 'bad', 'bad', 'bad']);
  expect(drawWord('lost', 'bad').text).toBe('<span class="word bad"><span class="sign" aria-hidden="true">✗</span> lost</span>');
});
