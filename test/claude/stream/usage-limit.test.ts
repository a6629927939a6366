import { expect, test } from 'vitest';
import { StreamReader } from '../../../src/claude/stream/stream-reader.ts';
import { usageLimitOf } from '../../../src/claude/stream/usage-limit.ts';
import { rateLimit, refusedTurn } from '../../support/usage-limit.ts';

const now = new Date(2026, 10, 24, 20, 41, 40);
const resetsAt = new Date(2026, 10, 24, 22, 41, 35);

function limitIn(text: string) {
  const reader = new StreamReader();
  void reader.push(Buffer.from(text));
  const { result, lastAssistant, work } = reader.facts;
  return usageLimitOf({ result, lastAssistant, rateLimit: work.rateLimit }, now);
}

test('a usage limit is read from the event that 2.1.45 and later write, with its window', () => {
  expect(limitIn(refusedTurn({ resetsAt }))).toEqual({ resetsAt, window: 'five_hour' });
});

test('it is read whether or not somebody reads every message', async () => {
  const reader = new StreamReader({ onMessage: () => {} });
  await reader.push(Buffer.from(refusedTurn({ resetsAt })));
  expect(reader.facts.work.rateLimit).toEqual({ isRefused: true, resetsAt: resetsAt.getTime() / 1000, window: 'five_hour' });
});

test.each([
  ['1.0.60', `Claude AI usage limit reached|${resetsAt.getTime() / 1000}`, resetsAt],
  ['1.0.128, 2.0.50', 'Spending cap reached resets 10:41pm', new Date(2026, 10, 24, 22, 42)],
  ['a time after midnight', '5-hour limit reached ∙ resets 3am', new Date(2026, 10, 25, 3, 1)],
  ['noon', "You've hit your limit · resets 12pm (UTC)", new Date(2026, 10, 25, 12, 1)],
  ['another day', "You've hit your weekly limit · resets Nov 26, 3pm (Europe/Rome)", new Date(2026, 10, 26, 15, 1)],
  ['another year', 'Weekly limit reached ∙ resets Jan 2 at 9:30am', new Date(2027, 0, 2, 9, 31)],
])('a usage limit is read from the words of a release that writes no event: %s', (_, said, reset) => {
  expect(limitIn(refusedTurn({ said }))).toEqual({ resetsAt: reset, window: null });
});

test.each([
  ['a turn that was answered', refusedTurn({ resetsAt, result: { is_error: false } })],
  ['another error of the API', refusedTurn({ resetsAt, result: { api_error_status: 529 } })],
  [
    'a pause that a server asks for',
    refusedTurn({ said: 'API Error: Server is temporarily limiting requests (not your usage limit)', event: {} }),
  ],
  ['words of the model', refusedTurn({ said: 'The weekly limit reached, it resets 3pm', model: 'claude-haiku-4-5' })],
  ['credits that stand in', refusedTurn({ said: 'Overloaded', event: { ...rateLimit(resetsAt), isUsingOverage: true } })],
])('what is no usage limit with a time is none: %s', (_, text) => {
  expect(limitIn(text)).toBeUndefined();
});
