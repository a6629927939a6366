import { describe, expect, test } from 'vitest';
import { buildTurns } from '../../../src/claude/transcript/turns.ts';
import { answerOf, lastWordOf, type PastTurn, toolsOf } from '../../../src/core/past-turn.ts';
import { assistant, chained, type TranscriptLine, user } from '../../support/transcripts.ts';

const says = (text: string, rest: TranscriptLine = {}) => answer([{ type: 'text', text }], rest);
const answer = (content: unknown, { model = 'claude-opus-5-5', ...rest }: TranscriptLine = {}) =>
  assistant('a', 'u', 'msg_1', { message: { id: 'msg_1', model, content }, ...rest });
const asks = (text: string, rest: TranscriptLine = {}) => user('u', null, text, rest);
const calls = (id: string, name: string, input: unknown = {}) => answer([{ type: 'tool_use', id, name, input }]);
const gives = (id: string, content: unknown, isError?: boolean) =>
  user('r', 'a', '', { message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] } });
const boundary = chained('c', null, {
  logicalParentUuid: 'a',
  type: 'system',
  subtype: 'compact_boundary',
  content: 'Conversation compacted',
});
const summary = asks('This session is being continued …', { isCompactSummary: true });
const meta = (text: string) => asks(text, { isMeta: true });
const command = (name: string, args = '') =>
  asks(`<command-name>${name}</command-name>\n <command-message>x</command-message>\n <command-args>${args}</command-args>`);
const system = (content: string) => chained('s', 'u', { type: 'system', subtype: 'local_command', content });
const queued = (attachment: object) => chained('q', 'u', { type: 'attachment', attachment });

/** A turn in short: prompt, then what was said (text) and done (`✓ Edit a.ts`), then how it ended. */
function inShort({ prompt, parts, error, interrupted, compacted }: PastTurn): string[] {
  return [
    ...(compacted ? ['compacted'] : []),
    `> ${prompt}`,
    ...parts.map((part) =>
      part.type === 'text' ? part.text : `${part.tool.ok === null ? '?' : part.tool.ok ? '✓' : '✗'} ${part.tool.target}`,
    ),
    ...(error === null ? [] : [`error: ${error}`]),
    ...(interrupted ? ['interrupted'] : []),
  ];
}

describe('buildTurns', () => {
  test.each<[what: string, records: unknown[], turns: string[][]]>([
    ['nothing', [], []],
    [
      'two turns',
      [asks('one'), says('1'), asks('two'), says('2')],
      [
        ['> one', '1'],
        ['> two', '2'],
      ],
    ],
    [
      'a prompt in blocks',
      [asks('', { message: { role: 'user', content: [{ type: 'text', text: 'one' }] } }), says('1')],
      [['> one', '1']],
    ],
    [
      'a prompt with an image, and what an editor and Claude put beside it',
      [
        asks('', {
          message: {
            role: 'user',
            content: [
              { type: 'text', text: '<ide_opened_file>The user opened a.ts</ide_opened_file>' },
              { type: 'text', text: '<system-reminder>Mind this</system-reminder>' },
              { type: 'text', text: 'What is this?' },
              { type: 'image', source: {} },
            ],
          },
        }),
      ],
      [['> What is this?\n\n[image]']],
    ],
    [
      'tools in their order, between what is said',
      [
        asks('do'),
        says('I look.'),
        calls('t1', 'Read', { file_path: '/work/a.ts' }),
        gives('t1', 'text'),
        calls('t2', 'Bash', { command: 'ls' }),
        gives('t2', 'no', true),
        says('Done.'),
      ],
      [['> do', 'I look.', '✓ Read a.ts', '✗ Bash ls', 'Done.']],
    ],
    [
      'calls side by side, whose results come later, in another order',
      [asks('do'), calls('t1', 'A'), calls('t2', 'B'), gives('t2', 'b'), gives('t1', 'a', false)],
      [['> do', '✓ A', '✓ B']],
    ],
    ['a call of which nothing came back', [asks('do'), calls('t1', 'Bash', { command: 'sleep 9' })], [['> do', '? Bash sleep 9']]],
    ['a result of no call', [asks('do'), gives('t9', 'x'), says('1')], [['> do', '1']]],
    [
      'a search at Claude’s own side, and what it gave back',
      [
        asks('do'),
        answer([
          { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'a b' } },
          { type: 'web_search_tool_result', tool_use_id: 's1', content: [{ type: 'web_search_result' }] },
          { type: 'server_tool_use', id: 's2', name: 'web_search', input: { query: 'c' } },
          { type: 'web_search_tool_result', tool_use_id: 's2', content: { type: 'web_search_tool_result_error' } },
        ]),
      ],
      [['> do', '✓ web_search "a b"', '✗ web_search c']],
    ],
    ['thinking is not shown', [asks('do'), answer([{ type: 'thinking', thinking: 'hm' }]), says('1')], [['> do', '1']]],

    [
      'a subagent’s records are left out',
      [asks('one'), asks('look', { isSidechain: true }), says('sub', { isSidechain: true }), says('1')],
      [['> one', '1']],
    ],
    ['what is put in as meta is no prompt', [asks('one'), meta('Continue from where you left off.'), says('1')], [['> one', '1']]],
    ['a reminder is no prompt', [asks('one'), asks('<system-reminder>x</system-reminder>'), says('1')], [['> one', '1']]],
    [
      'a task that ended is no prompt; Claude goes on',
      [
        asks('one'),
        says('1'),
        asks('<task-notification>x</task-notification>'),
        says('2'),
        asks('It ended.', { origin: { kind: 'task-notification' } }),
        says('3'),
      ],
      [['> one', '1', '2', '3']],
    ],

    [
      'a slash command, and what it expands to',
      [command('/greet', 'World'), meta('Say hello to World'), says('Hello')],
      [['> /greet World', 'Hello']],
    ],
    [
      'a command that Claude runs by itself: of the system (2.1.100 and later), or of the user (before)',
      [
        meta('<local-command-caveat>x</local-command-caveat>'),
        command('/usage'),
        system('<local-command-stdout>$1\nall</local-command-stdout>'),
        command('/cost'),
        asks('<local-command-stdout>$2</local-command-stdout>'),
        answer([{ type: 'text', text: 'No response requested.' }], { model: '<synthetic>' }),
        command('/bad'),
        asks('<local-command-stderr>no</local-command-stderr>'),
      ],
      [
        ['> /usage', '$1\nall'],
        ['> /cost', '$2'],
        ['> /bad', 'no'],
      ],
    ],
    [
      '1.0.60: a caveat that is not marked as meta',
      [asks('Caveat: The messages below were generated by the user while running local commands. …'), command('/cost')],
      [['> /cost']],
    ],
    [
      'a command of the shell',
      [asks('<bash-input>ls</bash-input>'), asks('<bash-stdout>a\nb</bash-stdout><bash-stderr></bash-stderr>')],
      [['> ! ls', 'a\nb']],
    ],
    [
      'what was typed while Claude was at work',
      [
        asks('one'),
        calls('t1', 'A'),
        queued({ type: 'queued_command', prompt: 'and this', commandMode: 'prompt' }),
        queued({ type: 'queued_command', prompt: '<task-notification>x', commandMode: 'task-notification' }),
        gives('t1', ''),
        says('1'),
      ],
      [
        ['> one', '✓ A'],
        ['> and this', '1'],
      ],
    ],

    [
      'an API error',
      [asks('one'), answer([{ type: 'text', text: 'API Error: 529' }], { model: '<synthetic>', isApiErrorMessage: true })],
      [['> one', 'error: API Error: 529']],
    ],
    [
      'an error after which it went on',
      [asks('one'), answer([{ type: 'text', text: 'API Error: 529' }], { model: '<synthetic>' }), says('1')],
      [['> one', '1']],
    ],
    [
      'a turn that was stopped',
      [
        asks('one'),
        calls('t1', 'Bash', { command: 'sleep 9' }),
        asks('[Request interrupted by user for tool use]'),
        asks('two'),
        says('2'),
      ],
      [
        ['> one', '? Bash sleep 9', 'interrupted'],
        ['> two', '2'],
      ],
    ],
    ['a prompt that was not answered', [asks('one'), asks('two'), says('2')], [['> one'], ['> two', '2']]],

    [
      'a compaction before a prompt',
      [asks('one'), says('1'), boundary, summary, asks('two'), says('2')],
      [
        ['> one', '1'],
        ['compacted', '> two', '2'],
      ],
    ],
    [
      'a compaction in the middle of a turn',
      [asks('one'), calls('t1', 'A'), gives('t1', ''), boundary, summary, says('1'), asks('two')],
      [['compacted', '> one', '✓ A', '1'], ['> two']],
    ],
    ['a beginning that is missing', [gives('t0', 'x'), says('0'), asks('one')], [['> null', '0'], ['> one']]],

    [
      'what is no record, or not as expected',
      [
        null,
        'text',
        [],
        {},
        { type: 'user' },
        { type: 'user', message: null },
        { type: 'user', message: { content: 5 } },
        { type: 'assistant' },
        { type: 'assistant', message: { content: [null, 5, { type: 'text' }, { type: 'tool_use' }, { type: 'text', text: 5 }] } },
        { type: 'attachment' },
        { type: 'attachment', attachment: 'x' },
        asks('one', { timestamp: 5 }),
        says('1'),
      ],
      [['> null'], ['> one', '1']],
    ],
  ])('%s', (_, records, turns) => {
    expect(buildTurns(records, '/work').map(inShort)).toEqual(turns);
  });

  test('the facts of a turn', () => {
    const at = (time: string) => ({ timestamp: `2026-01-01T00:00:${time}Z` });
    const stamped = (record: TranscriptLine, time: string) => ({ ...record, ...at(time) });
    const records = [
      stamped(asks('one'), '01'),
      stamped(calls('t1', 'Read', { file_path: '/work/a.ts' }), '02'),
      stamped(gives('t1', [{ type: 'text', text: 'the file' }, { type: 'image' }]), '03'),
      stamped(says('All done.'), '04'),
      stamped(chained('x', 'a', { type: 'attachment', attachment: {} }), '09'),
    ];
    const [turn] = buildTurns(records, '/work', 7);
    const tool = { name: 'Read', target: 'Read a.ts', ok: true, input: { file_path: '/work/a.ts' }, result: 'the file\n\n[image]' };
    expect(turn).toEqual({
      number: 7,
      at: at('01').timestamp,
      endedAt: at('04').timestamp,
      model: 'claude-opus-5-5',
      prompt: 'one',
      parts: [
        { type: 'tool', tool },
        { type: 'text', text: 'All done.' },
      ],
      error: null,
      interrupted: false,
      compacted: false,
    });
    expect(toolsOf(turn as PastTurn)).toEqual([tool]);
  });

  test('what was said: all of it, and last', () => {
    const [turn, quiet, failed] = buildTurns(
      [
        asks('1'),
        says('Let me look.'),
        calls('t', 'A'),
        says('One.'),
        says('Two.'),
        asks('2'),
        says('Let me look.'),
        calls('t', 'A'),
        asks('3'),
        answer([{ type: 'text', text: 'API Error' }], { model: '<synthetic>' }),
      ],
      '/work',
    ) as [PastTurn, PastTurn, PastTurn];
    expect(answerOf(turn)).toBe('Let me look.\n\nOne.\n\nTwo.');
    expect([turn, quiet, failed].map(lastWordOf)).toEqual(['One.\n\nTwo.', 'Let me look.', 'API Error']);
  });
});
