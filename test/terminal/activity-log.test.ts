import { describe, expect, test } from 'vitest';
import { readActivities } from '../../src/claude/stream/activity.ts';
import type { Message } from '../../src/claude/stream/messages.ts';
import { ActivityLog, retryWords } from '../../src/terminal/activity-log.ts';

const partial = (event: object, rest: object = {}): Message => ({ type: 'stream_event', event, parent_tool_use_id: null, ...rest });
const uses = (id: string, name: string, input: unknown, rest: object = {}): Message => ({
  type: 'assistant',
  message: { id: 'msg', content: [{ type: 'tool_use', id, name, input }] },
  parent_tool_use_id: null,
  ...rest,
});
const done = (id: string): Message => ({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id }] } });
const system = (subtype: string, rest: object = {}): Message => ({ type: 'system', subtype, ...rest });

/** What is told after each message: now, and the lines that it leaves. */
function watch(messages: readonly Message[]) {
  const log = new ActivityLog();
  return messages.map((message) => {
    const told = readActivities(message, '/work').flatMap((activity) => log.take(activity) ?? []);
    return [log.now, ...told.map(({ text, when }) => `${when}: ${text}`)];
  });
}

test('the way of a turn', () => {
  const steps: [message: Message, now: string, ...told: string[]][] = [
    [system('init'), 'thinking'],
    [partial({ type: 'message_start', message: {} }), 'thinking'],
    [partial({ type: 'content_block_start', content_block: { type: 'tool_use', name: 'Edit' } }), 'Edit …'],
    [uses('t1', 'Edit', { file_path: '/work/src/login.ts' }), 'Edit src/login.ts', 'verbose: Edit src/login.ts'],
    [uses('t2', 'Bash', { command: 'npm\ntest' }), 'Bash npm test (and 1 more)', 'verbose: Bash npm test'],
    [done('t2'), 'Edit src/login.ts'],
    [done('t1'), 'thinking'],
    [system('status', { status: 'compacting' }), 'compacting the conversation', 'verbose: compacting the conversation'],
    [system('status', { status: 'requesting' }), 'thinking'],
    [partial({ type: 'content_block_start', content_block: { type: 'thinking' } }), 'thinking'],
    [partial({ type: 'content_block_start', content_block: { type: 'text' } }), 'answering'],
  ];
  expect(watch(steps.map(([message]) => message))).toEqual(steps.map(([, ...told]) => told));
});

test('retries', () => {
  const retry = system('api_retry', { attempt: 2, max_retries: 10, retry_delay_ms: 4_260.4, error_status: 529, error: 'overloaded' });
  expect(watch([retry])).toEqual([['API overloaded, attempt 2 of 10, 4 s', 'verbose: API overloaded, attempt 2 of 10, 4 s']]);
});

test.each<[status: number | null, of: number, delayMs: number, line: string]>([
  [529, 10, 4_260, 'API overloaded, attempt 2 of 10, 4 s'],
  [429, 10, 508, 'API rate limit, attempt 2 of 10, 1 s'],
  [401, 10, 30_000, 'API key refused, attempt 2 of 10, 30 s'],
  [429, 10, 65_000, 'API rate limit, attempt 2 of 10, 1 min 05 s'],
  [500, 0, 0, 'API error 500, attempt 2, 1 s'],
  [null, 10, 1_000, 'API not reached, attempt 2 of 10, 1 s'],
])('retryWords(%s, …)', (status, of, delayMs, line) => {
  expect(retryWords({ kind: 'retry', status, attempt: 2, of, delayMs })).toBe(line);
});

describe('denied tools', () => {
  const call = uses('t1', 'Bash', { command: 'touch /etc/x' });
  const denials = [{ tool_use_id: 't1', tool_name: 'Bash', tool_input: { command: 'touch /etc/x' } }];
  const result = { type: 'result', permission_denials: denials };

  test('are reported when it happens, and once', () => {
    const denied = system('permission_denied', { tool_use_id: 't1', tool_name: 'Bash', message: 'no' });
    expect(watch([call, denied, done('t1'), result]).map(([, ...told]) => told)).toEqual([
      ['verbose: Bash touch /etc/x'],
      ['always: denied: Bash touch /etc/x'],
      [],
      [],
    ]);
  });

  test('or with the result, by releases that do not report them earlier', () => {
    expect(watch([call, done('t1'), result]).at(-1)).toEqual(['thinking', 'always: denied: Bash touch /etc/x']);
    expect(watch([result]).at(-1)).toEqual(['thinking', 'always: denied: Bash touch /etc/x']);
  });
});

test('a subagent is at work: its tools are shown, not its text', () => {
  const rest = { parent_tool_use_id: 't0' };
  const words = { type: 'assistant', message: { id: 'msg', content: [{ type: 'text', text: 'hello' }] }, ...rest };
  expect(watch([uses('t1', 'Bash', { command: 'ls' }, rest), done('t1'), words, partial({ type: 'message_start' }, rest)])).toEqual([
    ['subagent: Bash ls', 'verbose: subagent: Bash ls'],
    ['thinking'],
    ['thinking'],
    ['thinking'],
  ]);
});

test('hooks', () => {
  const hook = (exit: unknown) =>
    system('hook_response', { hook_name: 'SessionStart:startup', hook_event: 'SessionStart', exit_code: exit });
  expect(watch([hook(0), hook(2), hook(undefined)]).map(([, told]) => told)).toEqual([
    'hooks: hook SessionStart:startup',
    'hooks: hook SessionStart:startup, exit 2',
    'hooks: hook SessionStart:startup',
  ]);
});

test('control characters of a tool are not shown', () => {
  expect(watch([uses('t1', 'Ba\u001b[2Jsh', { command: 'ls \u001b]0;x\u0007\u202e' })])[0]?.[0]).not.toMatch(/[\u0000-\u001f\u202e]/);
});

test.each<[message: unknown]>([
  [{}],
  [{ type: 'system' }],
  [{ type: 'assistant', message: null }],
  [{ type: 'assistant', message: { content: 'text' } }],
  [{ type: 'user', message: { content: [null, 1, []] } }],
  [{ type: 'stream_event', event: 7 }],
  [{ type: 'stream_event', event: { type: 'content_block_start' } }],
  [{ type: 'result', permission_denials: 'none' }],
])('unexpected messages show nothing: %j', (message) => {
  expect(readActivities(message as Message, '/work')).toEqual([]);
});
