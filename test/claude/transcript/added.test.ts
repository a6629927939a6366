import { describe, expect, test } from 'vitest';
import { type Added, readAdded } from '../../../src/claude/transcript/added.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, type TranscriptLine, unchained, user, writeTranscript } from '../../support/transcripts.ts';

const nothing: Added = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
const usage = { input_tokens: 3, output_tokens: 7, cache_read_input_tokens: 100, cache_creation_input_tokens: 10 };
const twice = { input_tokens: 6, output_tokens: 14, cache_read_input_tokens: 200, cache_creation_input_tokens: 20 };
const toolResult = (uuid: string, parent: string) =>
  user(uuid, parent, '', { message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok' }] } });

describe('readAdded', () => {
  test.each<[what: string, lines: (TranscriptLine | string)[], added: Partial<Added>]>([
    ['nothing', [], nothing],
    ['what chains nothing, and garbage', [...unchained, 'garbage {"parentUuid"'], nothing],
    ['a prompt that was not answered', [user('u1', null)], { ...nothing, prompts: 1 }],
    ['a prompt and its answer', [user('u1', null), assistant('a1', 'u1', 'm1')], { prompts: 1, usage, model: 'claude-opus-5-5' }],
    [
      'the mode of the last prompt',
      [user('u1', null, 'one', { permissionMode: 'default' }), user('u2', 'u1', 'two', { permissionMode: 'plan' })],
      { prompts: 2, permissionMode: 'plan' },
    ],
    [
      'a message of two blocks counts once',
      [user('u1', null), assistant('a1', 'u1', 'm1'), assistant('a2', 'a1', 'm1')],
      { prompts: 1, usage },
    ],
    [
      "a tool's result is no prompt",
      [user('u1', null), assistant('a1', 'u1', 'm1'), toolResult('r1', 'a1'), assistant('a2', 'r1', 'm2')],
      { prompts: 1, usage: twice },
    ],
    [
      "commands of Claude's own, interruptions, and what Claude added, are no prompts",
      [
        user('u1', null, '<command-name>/exit</command-name>'),
        user('u2', 'u1', '<local-command-stdout>Bye!</local-command-stdout>'),
        user('u3', 'u2', 'Caveat: …', { isMeta: true }),
        user('u4', 'u3', 'This session is being continued', { isCompactSummary: true }),
        user('u5', 'u4', '', { message: { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user]' }] } }),
        user('u6', 'u5', '', { message: { role: 'user', content: [{ type: 'text', text: 'look at this' }, { type: 'image' }] } }),
      ],
      { prompts: 1 },
    ],
    [
      "a subagent's prompt is none, its tokens count",
      [
        user('u1', null),
        assistant('a1', 'u1', 'm1'),
        user('s1', null, 'sub', { isSidechain: true }),
        assistant('s2', 's1', 'm2', { isSidechain: true }),
      ],
      { prompts: 1, usage: twice },
    ],
    [
      'an error that Claude shows as an answer is none',
      [user('u1', null), assistant('a1', 'u1', 'm1', { message: { id: 'm1', model: '<synthetic>', usage: { output_tokens: 1 } } })],
      { prompts: 1, usage: undefined, model: undefined },
    ],
  ])('%s', (_, lines, added) => {
    const { path } = writeTranscript(temporaryFolder(), 't.jsonl', lines);
    expect(readAdded(path, 0, null, true)).toMatchObject(added);
  });

  test('only what comes after an offset, or after the tip', () => {
    const folder = temporaryFolder();
    const before = [user('u1', null), assistant('a1', 'u1', 'm1')];
    const { size } = writeTranscript(folder, 'before.jsonl', before);
    const { path } = writeTranscript(folder, 't.jsonl', [...before, user('u2', 'a1'), assistant('a2', 'u2', 'm2')]);
    expect(readAdded(path, size, null, true)).toMatchObject({ prompts: 1, usage });
    expect(readAdded(path, 0, { uuid: 'a1', messageId: 'm1' }, true)).toMatchObject({ prompts: 1, usage });
    expect(readAdded(path, 0, { uuid: 'elsewhere', messageId: 'm1' }, false)).toMatchObject({ prompts: 1, usage });
    expect(readAdded(path, 0, null, true)).toMatchObject({ prompts: 2, usage: twice });
  });
});
