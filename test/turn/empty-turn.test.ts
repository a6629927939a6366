import { describe, expect, test } from 'vitest';
import type { StreamFacts } from '../../src/claude/stream/stream-reader.ts';
import { StreamReader } from '../../src/claude/stream/stream-reader.ts';
import { missingFrom } from '../../src/turn/empty-turn.ts';

const session_id = '00000000-0000-4000-8000-000000000001';
const init = { type: 'system', subtype: 'init', session_id };
const user = (content: string) => ({ type: 'user', message: { role: 'user', content }, session_id, parent_tool_use_id: null });
const says = (text: string, model = 'claude-opus-5-5') => ({
  type: 'assistant',
  session_id,
  message: { id: 'msg_1', model, content: [{ type: 'text', text }], usage: { input_tokens: 9, output_tokens: 1 } },
});
const madeUp = (text: string, rest: object = {}) => ({ ...says(text, '<synthetic>'), ...rest });
const result = (text: string, apiTime: number, rest: object = {}) => {
  return { type: 'result', subtype: 'success', is_error: false, session_id, result: text, duration_api_ms: apiTime, ...rest };
};
const source = (channel: 'out' | 'err', text: string) => `<local-command-std${channel}>${text}</local-command-std${channel}>`;

/** Both ways of reading must find the same. */
async function factsOf(lines: readonly object[]): Promise<StreamFacts> {
  const stream = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [fast, whole] = [new StreamReader(), new StreamReader({ onMessage: async () => {} })];
  for (const reader of [fast, whole]) {
    await reader.push(stream);
    await reader.end();
  }
  expect(fast.facts).toEqual(whole.facts);
  return fast.facts;
}

const unseen = { usage: undefined, recordsAdded: null };
const withoutAnswer = { usage: undefined, recordsAdded: 3 };
const withAnswer = { usage: { input_tokens: 9 }, recordsAdded: 2 };

describe('what is missing from a turn that ended well', () => {
  // As these releases were seen to write it.
  test.each<[what: string, lines: object[], traced: Parameters<typeof missingFrom>[1], missing: 'work' | 'text' | undefined]>([
    ['an answer', [init, says('Hello'), result('Hello', 50)], withAnswer, undefined],
    ['a skill whose preamble fails, on 2.1.50 to 2.1.280', [init, user(source('err', 'Error: no')), result('', 0)], withoutAnswer, 'work'],
    ['the same on 2.0.50, where the API time is that of a title', [init, user(source('err', 'no')), result('', 633)], unseen, 'work'],
    [
      'the same on 2.1.329',
      [
        init,
        madeUp('no', { local_command_source: source('err', 'no'), local_command_outcome: { kind: 'failed' } }),
        result('no', 0, { local_command: 'custom' }),
      ],
      withoutAnswer,
      'work',
    ],
    [
      'a command that needs a terminal, on 2.1.329',
      [
        init,
        madeUp('no', { local_command_source: source('out', 'no'), local_command_outcome: { kind: 'unavailable_headless' } }),
        result('no', 0),
      ],
      withoutAnswer,
      'work',
    ],
    [
      'the same on 2.1.200',
      [init, madeUp("/help isn't available in this environment."), result("/help isn't available in this environment.", 0)],
      withoutAnswer,
      'work',
    ],
    ['an unknown command, on 2.1.200', [init, madeUp('x'), result('Unknown command: /nope', 0)], withoutAnswer, 'work'],
    ['an unknown command, on 2.1.50', [init, result('Unknown skill: nope', 0)], withoutAnswer, 'work'],
    ['an unknown command, on 2.0.50', [init, result('', 139)], withoutAnswer, 'work'],
    ['a start without the prompt', [init, result('', 0)], unseen, 'work'],
    ['/cost on 2.0.50', [init, user(source('out', 'Total cost: $1')), result('', 0)], withoutAnswer, undefined],
    ['/cost on 2.1.200', [init, madeUp('Total cost: $1'), result('Total cost: $1', 0)], withoutAnswer, undefined],
    [
      '/cost on 2.1.329',
      [init, madeUp('Total cost: $1', { local_command_source: source('out', 'Total cost: $1') }), result('Total cost: $1', 0)],
      withoutAnswer,
      undefined,
    ],
    ['/compact', [init, user(source('out', 'Compacted ')), result('', 0)], withAnswer, undefined],
    ['/clear', [{ type: 'conversation_reset', session_id }, init, result('', 0)], withoutAnswer, undefined],
    ['an answer without text, which the stream leaves out (2.1.50)', [init, result('', 78)], withAnswer, 'text'],
    ['the same, without a transcript', [init, result('', 78)], unseen, undefined],
    ['an answer without text (2.0.50)', [init, says('(no content)'), result('(no content)', 50)], withAnswer, 'text'],
    ['an answer that only began', [init, { type: 'stream_event', event: { type: 'message_start' } }, result('', 0)], unseen, 'text'],
    ['an answer in a schema', [init, says(''), result('', 50, { structured_output: {} })], withAnswer, undefined],
    ['a result that says no API time', [init, result('', 0, { duration_api_ms: 'x' })], unseen, undefined],
    ['no result', [init], unseen, undefined],
  ])('%s', async (_, lines, traced, missing) => {
    expect(missingFrom(await factsOf(lines), traced)).toBe(missing);
  });
});
