import { expect, test } from 'vitest';
import { StreamReader } from '../../../src/claude/stream/stream-reader.ts';

const init = { type: 'system', subtype: 'init', session_id: 'id-1' };
const result = { type: 'result', subtype: 'success', is_error: false, session_id: 'id-1', result: 'done' };

function toolResult(content: unknown, rest: object = {}, top: object = {}): object {
  const block = { type: 'tool_result', content, is_error: true, tool_use_id: 'toolu_1', ...rest };
  return { type: 'user', message: { role: 'user', content: [block] }, parent_tool_use_id: null, ...top };
}

const bash = "Claude requested permissions to use Bash, but you haven't granted it yet.";
const write = "Claude requested permissions to write to /a, but you haven't granted it yet.";
const told = [{ tool_name: 'Bash', tool_use_id: 'toolu_1' }];

test.each<[what: string, lines: object[], denials: unknown]>([
  ['told by the answer to the call', [init, toolResult(bash), result], told],
  ['without a name', [init, toolResult(write), result], [{ tool_use_id: 'toolu_1' }]],
  ["the result's own have the word", [init, toolResult(bash), { ...result, permission_denials: [] }], []],
  ['a release that lists them is not searched', [{ ...init, claude_code_version: '2.1.329' }, toolResult(bash), result], undefined],
  ['none: a tool that read those words', [init, toolResult(bash, { is_error: false }), result], undefined],
  ['none: words in the middle', [init, toolResult(`1\t${bash}`), result], undefined],
  ['none: blocks in place of words', [init, toolResult([{ type: 'text', text: bash }]), result], undefined],
  ["none: a subagent's", [init, toolResult(bash, {}, { parent_tool_use_id: 'toolu_0' }), result], undefined],
  ['none: in an answer', [init, { type: 'assistant', message: { id: 'm', content: [{ type: 'text', text: bash }] } }, result], undefined],
])('denials, on a release whose result does not list them: %s', async (_, lines, denials) => {
  for (const onMessage of [undefined, () => {}]) {
    const reader = new StreamReader({ onMessage });
    for (const line of lines) await reader.push(Buffer.from(`${JSON.stringify(line)}\n`));
    expect(reader.facts.result?.permission_denials).toEqual(denials);
  }
});
