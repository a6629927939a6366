import { expect, test } from 'vitest';
import type { Activity, WatchTurn } from '../../src/core/activity.ts';
import { watchTurn } from '../../src/library/turn-watch.ts';

/** What the listener heard of these messages, in order. */
function hear(messages: readonly unknown[], cwd = '/work') {
  const heard: (Activity | string)[] = [];
  const watching: WatchTurn = watchTurn;
  const watch = watching(
    { onActivity: (activity) => heard.push(activity), onText: (text) => heard.push(text), onBlockEnd: () => heard.push('|') },
    cwd,
  );
  for (const message of messages) watch.take(message);
  return { heard, watch };
}

const usage = { input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 5 };
const says = (...content: object[]) => ({ type: 'assistant', message: { id: 'm1', model: 'claude-opus-5-5', content, usage } });

test('activities come with the target of the tool, and before the text of the same message', () => {
  const edit = { type: 'tool_use', id: 't1', name: 'Edit', input: { file_path: '/work/src/login.ts' } };
  expect(hear([says({ type: 'text', text: 'Now.' }, edit)]).heard).toEqual([
    { kind: 'tool', id: 't1', name: 'Edit', target: 'Edit src/login.ts', isSubagent: false },
    'Now.',
    '|',
  ]);
});

test('a tool that was denied', () => {
  const denials = [{ tool_use_id: 't1', tool_name: 'Bash', tool_input: { command: 'npm\n test' } }];
  expect(hear([{ type: 'result', permission_denials: denials }]).heard).toEqual([
    { kind: 'denied', id: 't1', name: 'Bash', target: 'Bash npm test' },
  ]);
});

test('the answer comes in pieces, and is known afterwards', () => {
  const piece = (text: string) => ({ type: 'stream_event', event: { type: 'content_block_delta', delta: { type: 'text_delta', text } } });
  const { heard, watch } = hear([
    { type: 'stream_event', event: { type: 'message_start', message: { id: 'm1' } } },
    piece('He'),
    piece('llo'),
    { type: 'stream_event', event: { type: 'content_block_stop' } },
    says({ type: 'text', text: 'Hello' }),
  ]);
  expect(heard).toEqual([{ kind: 'thinking' }, 'He', 'llo', '|']);
  expect([watch.has('Hello'), watch.has('Hell')]).toEqual([true, false]);
});

test('context use: nothing before the model was asked; the window comes with the result', () => {
  expect(hear([{ type: 'system', subtype: 'init' }]).watch.context).toBeUndefined();
  expect(hear([says()]).watch.context).toEqual({ tokens: 115, window: null });
  const result = { type: 'result', session_id: 'id-1', modelUsage: { 'claude-opus-5-5': { contextWindow: 200_000, costBasis: 'list' } } };
  expect(hear([says(), result]).watch.context).toEqual({ tokens: 115, window: 200_000 });
});

test('the words of a subagent are not the answer; its tools are told', () => {
  const call = { type: 'tool_use', id: 't2', name: 'Bash', input: { command: 'ls' } };
  const { heard, watch } = hear([{ ...says({ type: 'text', text: 'no' }, call), parent_tool_use_id: 't1' }]);
  expect(heard).toEqual([{ kind: 'tool', id: 't2', name: 'Bash', target: 'Bash ls', isSubagent: true }]);
  expect([watch.has('no'), watch.context]).toEqual([false, undefined]);
});

test.each([[null], ['text'], [[]], [{}], [{ type: 'assistant', message: 7 }]])(
  'a message of an unknown shape is ignored: %j',
  (message) => {
    expect(hear([message]).heard).toEqual([]);
  },
);
