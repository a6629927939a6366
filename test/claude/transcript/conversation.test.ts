import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConversation, type Selection } from '../../../src/claude/transcript/conversation.ts';
import { lastExchange } from '../../../src/claude/transcript/last-exchange.ts';
import { answerOf } from '../../../src/core/past-turn.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { assistant, chained, type TranscriptLine, unchained, user, writeTranscript } from '../../support/transcripts.ts';

type Line = TranscriptLine | string;

const turn = (number: number, parent: string | null = number === 1 ? null : `a${number - 1}`): TranscriptLine[] => [
  user(`u${number}`, parent, `prompt ${number}`),
  assistant(`a${number}`, `u${number}`, `msg_${number}`),
];

const write = (lines: readonly Line[], options?: { cut?: boolean }) => writeTranscript(temporaryFolder(), 'a.jsonl', lines, options).path;

function read(path: string, selection: Selection = 'all') {
  const { turns, has: _, ...rest } = readConversation(path, selection, '/work');
  return { ...rest, turns: turns.map((each) => `${each.number} ${each.prompt}: ${answerOf(each)}`) };
}

const whole = { damaged: { lines: 0, bytes: 0 }, gaps: 0, isWhole: true };
const four = ['1 prompt 1: I am a1.', '2 prompt 2: I am a2.', '3 prompt 3: I am a3.', '4 prompt 4: I am a4.'];
const lines = [...unchained, ...turn(1), ...turn(2), ...unchained, ...turn(3), ...turn(4), ...unchained];

describe('readConversation', () => {
  test.each<[selection: Selection, turns: string[]]>([
    ['all', four],
    [{ last: 2 }, four.slice(2)],
    [{ last: 4 }, four],
    [{ last: 99 }, four],
    [{ turn: 1 }, four.slice(0, 1)],
    [{ turn: 3 }, four.slice(2, 3)],
    [{ turn: 5 }, []],
  ])('%j', (selection, turns) => {
    expect(read(write(lines), selection)).toEqual({ ...whole, total: 4, turns });
  });

  test.each<[what: string, lines: Line[], expected: object]>([
    ['an empty file', [], { ...whole, total: 0, turns: [] }],
    ['nothing but a prompt', [user('u1', null, 'hi')], { ...whole, total: 1, turns: ['1 hi: '] }],
    ['CRLF, and empty lines', [...lines.map((line) => `${JSON.stringify(line)}\r`), '', '\r'], { ...whole, total: 4, turns: four }],
    [
      'keys that are spaced out',
      lines.map((line) => JSON.stringify(line, null, 1).replaceAll('\n', '')),
      { ...whole, total: 4, turns: four },
    ],
    [
      'an argument of a tool that looks like a key of a record',
      [
        user('u1', null, 'do'),
        assistant('a1', 'u1', 'msg_1', {
          message: {
            id: 'msg_1',
            content: [{ type: 'tool_use', id: 't', name: 'X', input: { uuid: 'x', parentUuid: 'y', type: 'user', tool_use_id: 't' } }],
          },
        }),
        user('r1', 'a1', '', { message: { content: [{ type: 'tool_result', tool_use_id: 't', content: '{"uuid":"z"}' }] } }),
        ...turn(2, 'r1'),
      ],
      { ...whole, total: 2, turns: ['1 do: ', '2 prompt 2: I am a2.'] },
    ],
    [
      'a text that looks like records',
      [user('u1', null, '"uuid":"x","type":"assistant","isSidechain":true\n{"parentUuid":null}'), assistant('a1', 'u1', 'msg_1')],
      { ...whole, total: 1, turns: [expect.stringMatching(/^1 "uuid"/)] },
    ],
    [
      'texts that are not ASCII',
      [user('u1', null, 'Größe 💡 \u2028 漢字'), assistant('a1', 'u1', 'msg_1')],
      { ...whole, total: 1, turns: ['1 Größe 💡 \u2028 漢字: I am a1.'] },
    ],
  ])('%s', (_, written, expected) => {
    expect(read(write(written))).toEqual(expected);
  });

  test('damaged lines are counted, and reading continues before them', () => {
    const garbage = ['{"parentUuid":garbage}', 'x'.repeat(50), '\0'.repeat(30), '{"parentUuid":"u2","uuid":"a2","type":"assis'];
    const path = write([...turn(1), ...garbage, ...turn(3)]);
    expect(read(path)).toEqual({
      damaged: { lines: 4, bytes: garbage.join('').length },
      gaps: 1,
      isWhole: true,
      total: 2,
      turns: ['1 prompt 1: I am a1.', '2 prompt 3: I am a3.'],
    });
  });

  test('a file cut anywhere still shows what is complete in it', () => {
    const path = write([...turn(1), ...turn(2)]);
    for (let size = statSync(path).size; size >= 0; size -= 7) {
      truncateSync(path, size);
      const { turns, damaged } = read(path);
      expect(turns.length).toBeLessThanOrEqual(2);
      expect(damaged.lines).toBeLessThanOrEqual(1);
    }
  });

  test('lines longer than one read', () => {
    const long = 'ä'.repeat(200_000);
    const path = write([user('u1', null, long), assistant('a1', 'u1', 'msg_1'), ...turn(2), user('u3', 'a2', `${long}!`)], { cut: true });
    expect(read(path)).toEqual({ ...whole, total: 3, turns: [`1 ${long}: I am a1.`, '2 prompt 2: I am a2.', `3 ${long}!: `] });
  });

  test('parallel calls: a branch belongs to the turn', () => {
    const call = (uuid: string, parent: string, id: string) =>
      assistant(uuid, parent, 'msg_1', { message: { id: 'msg_1', content: [{ type: 'tool_use', id, name: id, input: {} }] } });
    const result = (uuid: string, parent: string, id: string, isError = false) =>
      user(uuid, parent, '', { message: { content: [{ type: 'tool_result', tool_use_id: id, content: id, is_error: isError }] } });
    const records = [
      user('u1', null, 'do'),
      call('a1', 'u1', 'A'),
      call('a2', 'a1', 'B'),
      call('a3', 'a2', 'C'),
      result('r3', 'a3', 'C', true),
      result('r1', 'a1', 'A'),
      result('r2', 'a2', 'B'),
      assistant('a4', 'r2', 'msg_2'),
      ...turn(2, 'a4'),
    ];
    const { turns, total } = readConversation(write(records), 'all', '/work');
    expect(total).toBe(2);
    expect(turns[0]?.parts.map((part) => (part.type === 'tool' ? `${part.tool.target} ${part.tool.ok}` : part.text))).toEqual([
      'A true',
      'B true',
      'C false',
      'I am a4.',
    ]);
  });

  test('which records belong to the current conversation', () => {
    const { has } = readConversation(write([...turn(1), ...turn(2), user('u3', 'a1', 'other')]), { last: 1 }, '/work');
    expect(['a1', 'a2', 'u3'].map(has)).toEqual([true, false, true]);
  });

  test('a compaction belongs to the turn after it, whichever is selected', () => {
    const boundary = chained('c', null, { logicalParentUuid: 'a1', type: 'system', subtype: 'compact_boundary' });
    const path = write([...turn(1), boundary, user('s', 'c', 'Summary', { isCompactSummary: true }), ...turn(2, 's')]);
    for (const selection of ['all', { last: 1 }, { turn: 2 }] as const)
      expect(readConversation(path, selection, '/work').turns.at(-1)).toMatchObject({ number: 2, compacted: true });
    expect(readConversation(path, { turn: 1 }, '/work').turns).toMatchObject([{ number: 1, compacted: false }]);
  });

  test('what cannot be read', () => {
    const folder = temporaryFolder();
    expect(() => readConversation(join(folder, 'gone'), 'all', '/work')).toThrow('ENOENT');
    expect(() => readConversation(folder, 'all', '/work')).toThrow('EISDIR');
  });
});

describe('lastExchange', () => {
  const call = assistant('a1', 'u1', 'm', {
    message: {
      id: 'm',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 't', name: 'A' },
      ],
    },
  });
  const result = user('r1', 'a1', '', { message: { content: [{ type: 'tool_result', tool_use_id: 't', content: 'x' }] } });
  test.each<[what: string, lines: Line[], exchange: object | undefined]>([
    ['the last of four', lines, { prompt: 'prompt 4', answer: 'I am a4.' }],
    [
      'with tools: what was said in the end',
      [user('u1', null, 'do'), call, result, assistant('a2', 'r1', 'n')],
      { prompt: 'do', answer: 'I am a2.' },
    ],
    ['not answered', [...turn(1), user('u2', 'a1', 'more')], { prompt: 'more', answer: '' }],
    ['an abandoned branch', [...turn(1), ...turn(2), user('u3', 'a1', 'other')], { prompt: 'other', answer: '' }],
    ['a subagent at the end', [...turn(1), assistant('s', null, 'm', { isSidechain: true })], { prompt: 'prompt 1', answer: 'I am a1.' }],
    ['a cut last line', [...turn(1), '{"parentUuid":"a1","type":"us'], { prompt: 'prompt 1', answer: 'I am a1.' }],
    [
      'a damaged line in between',
      [user('u1', null, 'do'), '{"parentUuid":"u1"', assistant('a2', 'x1', 'n')],
      { prompt: 'do', answer: 'I am a2.' },
    ],
    ['no prompt', [assistant('a1', null, 'm')], undefined],
    ['nothing', [], undefined],
    ['garbage', ['garbage'], undefined],
  ])('%s', async (_, written, exchange) => {
    expect(await lastExchange(write(written))).toEqual(exchange);
  });

  test('only the end of the file is read', async () => {
    const path = write([...turn(1), 'x'.repeat(9_000_000), user('u2', 'a1', 'far'), assistant('a2', 'u2', 'm')]);
    expect(await lastExchange(path)).toEqual({ prompt: 'far', answer: 'I am a2.' });
    writeFileSync(
      path,
      `${JSON.stringify(user('u1', null, 'far'))}\n${'x'.repeat(9_000_000)}\n${JSON.stringify(assistant('a1', 'u1', 'm'))}\n`,
    );
    expect(await lastExchange(path)).toBeUndefined();
  });

  test('a missing file, or something that is not a file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder.jsonl'));
    expect(await lastExchange(join(folder, 'gone.jsonl'))).toBeUndefined();
    expect(await lastExchange(join(folder, 'folder.jsonl'))).toBeUndefined();
  });
});
