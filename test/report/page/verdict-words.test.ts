import { expect, test } from 'vitest';
import { drawWord } from '../../../src/report/page/verdict-words.ts';

test('how a turn ended is shown by a sign and a word', () => {
  expect(drawWord('lost', 'bad').text).toBe('<span class="word bad"><span class="sign" aria-hidden="true">✗</span> lost</span>');
});
