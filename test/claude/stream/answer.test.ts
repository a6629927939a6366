import { describe, expect, test } from 'vitest';
import { AnswerReader } from '../../../src/claude/stream/answer.ts';
import type { Message } from '../../../src/claude/stream/messages.ts';

const start = (id: string): Message => ({ type: 'stream_event', event: { type: 'message_start', message: { id } } });
const piece = (text: string): Message => ({
  type: 'stream_event',
  event: { type: 'content_block_delta', delta: { type: 'text_delta', text } },
});
const stop: Message = { type: 'stream_event', event: { type: 'content_block_stop' } };
const whole = (id: string, ...texts: string[]): Message => ({
  type: 'assistant',
  message: { id, content: texts.map((text) => ({ type: 'text', text })) },
});
const ofSubagent = (message: Message): Message => ({ ...message, parent_tool_use_id: 'toolu_1' });

function read(...messages: Message[]) {
  let text = '';
  const reader = new AnswerReader({
    onText: (next) => {
      text += next;
    },
    onBlockEnd: () => {
      text += '|';
    },
  });
  for (const message of messages) reader.take(message);
  return { text, has: (result: string) => reader.has(result) };
}

test.each<[what: string, messages: Message[], text: string]>([
  ['whole messages', [whole('a', 'one'), whole('b', 'two')], 'one|two|'],
  ['the same text in two messages', [whole('a', 'one'), whole('b', 'one')], 'one|one|'],
  ['the same text twice in one', [whole('a', 'one', 'one')], 'one|one|'],
  ['pieces, the whole before their end', [start('a'), piece('o'), piece('ne'), whole('a', 'one'), stop], 'one|'],
  ['pieces, the whole after their end', [start('a'), piece('o'), piece('ne'), stop, whole('a', 'one')], 'one|'],
  ['two blocks', [start('a'), piece('one'), whole('a', 'one'), stop, piece('two'), stop, whole('a', 'two')], 'one|two|'],
  ['pieces of which the last ones are missing', [start('a'), piece('o'), whole('a', 'one'), stop], 'one|'],
  ['pieces that were something else', [start('a'), piece('x'), whole('a', 'one'), stop], 'x|one|'],
  ['pieces of a message that was begun anew', [start('a'), piece('on'), start('b'), piece('one'), stop, whole('b', 'one')], 'on|one|'],
  ['pieces that end in the middle', [start('a'), piece('on')], 'on'],
  ['pieces of an answer, then another one without', [start('a'), piece('one'), stop, whole('b', 'one')], 'one|one|'],
  ['a subagent', [whole('a', 'one'), ofSubagent(whole('b', 'no')), ofSubagent(start('b')), ofSubagent(piece('no'))], 'one|'],
  [
    'an error that Claude made up',
    [{ type: 'assistant', message: { id: 'a', model: '<synthetic>', content: [{ type: 'text', text: 'no' }] } }],
    '',
  ],
  [
    'tools and thoughts',
    [{ type: 'assistant', message: { id: 'a', content: [{ type: 'thinking', thinking: 'x' }, { type: 'tool_use' }] } }],
    '',
  ],
  [
    'what is not as expected',
    [{ type: 'assistant' }, { type: 'assistant', message: { content: 7 } }, { type: 'stream_event', event: null }],
    '',
  ],
])('%s', (_, messages, text) => {
  expect(read(...messages).text).toBe(text);
});

describe('whether a result was shown', () => {
  const { has } = read(whole('a', 'first\n'), whole('b', 'one', 'two'), start('c'), piece('three'));
  test.each([
    ['first', true],
    ['two', true],
    ['\none\n', true],
    ['onetwo', true],
    ['firstone', false],
    ['three', false],
    ['four', false],
  ])('%j: %s', (result, isShown) => {
    expect(has(result)).toBe(isShown);
  });
});
