import { describe, expect, test } from 'vitest';
import { readInit, readMainAssistant, readResult } from '../../../src/claude/stream/messages.ts';

const init = { type: 'system', subtype: 'init', session_id: 'id-1' };
const assistant = { type: 'assistant', session_id: 'id-1', message: { id: 'msg_1' } };
const result = { type: 'result', session_id: 'id-1' };

test.each<[what: string, read: (message: unknown) => unknown, message: object]>([
  ['init', readInit, { ...init, model: 'm', permissionMode: 'plan', cwd: '/work', claude_code_version: '2.1.329', tools: [] }],
  ['assistant', readMainAssistant, { ...assistant, uuid: 'u', parent_tool_use_id: null, message: { id: 'msg_1', model: 'm', usage: {} } }],
  [
    'result',
    readResult,
    {
      ...result,
      subtype: 'success',
      is_error: false,
      result: '',
      errors: ['no'],
      structured_output: null,
      num_turns: 0,
      duration_ms: 1.5,
      total_cost_usd: 0.01,
      usage: { input_tokens: 1, service_tier: 'standard' },
      model_usage_since_last_result: { opus: { costUSD: 0.01 }, haiku: {} },
      permission_denials: [{ tool_name: 'Bash' }],
      terminal_reason: 'completed',
      api_error_status: 529,
      of_a_later_release: true,
    },
  ],
])('%s: values of the right type are unchanged', (_, read, message) => {
  expect(read(message)).toEqual(message);
});

describe('a value of the wrong type counts as absent', () => {
  const values: [what: string, value: unknown][] = [
    ['null', null],
    ['a truth', true],
    ['a negative number', -1],
    ['no number at all', Number.POSITIVE_INFINITY],
    ['an object that is no text', { toString: 1 }],
  ];

  test.each(values)('%s', (_, value) => {
    const everywhere = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, value]));
    expect(readInit({ ...init, ...everywhere('model', 'permissionMode', 'cwd', 'claude_code_version') })).toEqual(init);
    expect(readMainAssistant({ ...assistant, uuid: value, message: { id: 'msg_1', ...everywhere('model', 'usage') } })).toEqual({
      ...assistant,
      message: { id: 'msg_1', ...(typeof value === 'object' && value ? { usage: value } : {}) },
    });
    const ofAmounts = everywhere('input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens');
    expect(readResult({ ...result, usage: ofAmounts, model_usage_since_last_result: { opus: { costUSD: value } } })).toEqual({
      ...result,
      usage: {},
    });
    const ofResult = everywhere('subtype', 'result', 'errors', 'num_turns', 'duration_ms', 'total_cost_usd', 'permission_denials');
    expect(readResult({ ...result, ...ofResult, ...everywhere('terminal_reason', 'api_error_status') })).toEqual(result);
  });

  test.each(values)('%s as an id: no message', (_, value) => {
    expect(readInit({ ...init, session_id: value })).toBeUndefined();
    expect(readMainAssistant({ ...assistant, message: { id: value } })).toBeUndefined();
    expect(readResult({ ...result, session_id: value })).toBeUndefined();
  });

  test.each(['unreleased', '2.1', '2.1.329-beta', ''])('%j is not a release: it could not be compared', (release) => {
    expect(readInit({ ...init, claude_code_version: release })).toEqual(init);
  });

  test('errors that are not text are left out; costs with an invalid amount are dropped', () => {
    expect(readResult({ ...result, errors: ['one', null, { toString: 1 }, 'two'] })).toEqual({ ...result, errors: ['one', 'two'] });
    const shares = { opus: { costUSD: 0.01 }, haiku: { costUSD: '0.01' } };
    expect(readResult({ ...result, model_usage_since_last_result: shares })).toEqual(result);
  });
});
