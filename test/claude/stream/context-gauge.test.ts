import { expect, test } from 'vitest';
import { ContextGauge } from '../../../src/claude/stream/context-gauge.ts';
import type { Message } from '../../../src/claude/stream/messages.ts';
import type { ContextUse } from '../../../src/core/activity.ts';

const usage = { input_tokens: 100, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 10, output_tokens: 1 };
const answer = (rest: object = {}): Message => ({
  type: 'assistant',
  session_id: 's',
  message: { id: 'm', model: 'opus', usage },
  ...rest,
});
const result = (modelUsage: unknown): Message => ({ type: 'result', session_id: 's', modelUsage });
const start: Message = { type: 'stream_event', event: { type: 'message_start', message: { usage } } };
const delta: Message = { type: 'stream_event', event: { type: 'message_delta', usage: { output_tokens: 50 } } };

test.each<[what: string, messages: Message[], use: ContextUse | undefined]>([
  ['nothing', [], undefined],
  ['an answer', [answer()], { tokens: 1_111, window: null }],
  ['an answer and its end', [start, answer(), delta], { tokens: 1_160, window: null }],
  [
    'with the window',
    [answer(), result({ haiku: { contextWindow: 1, costBasis: 'list' }, opus: { contextWindow: 200_000, costBasis: 'list' } })],
    { tokens: 1_111, window: 200_000 },
  ],
  ['a window that is a guess of Claude', [answer(), result({ opus: { contextWindow: 200_000 } })], { tokens: 1_111, window: null }],
  ['a result alone', [result({ opus: { contextWindow: 200_000 } })], undefined],
  [
    'a subagent',
    [answer(), { ...answer({ parent_tool_use_id: 't' }), message: { id: 'm', usage: { input_tokens: 9 } } }],
    { tokens: 1_111, window: null },
  ],
  [
    'an error',
    [answer(), { ...answer(), message: { id: 'm', model: '<synthetic>', usage: { input_tokens: 0 } } }],
    { tokens: 1_111, window: null },
  ],
  ['what is not as expected', [answer(), result(7), { type: 'stream_event', event: [] }, delta], { tokens: 1_111, window: null }],
])('%s', (_, messages, use) => {
  const gauge = new ContextGauge();
  for (const message of messages) gauge.take(message);
  expect(gauge.use).toEqual(use);
});
