import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listTranscripts, sessionIdOf, summarizeConversations } from '../../src/claude/conversation-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assistant, type TranscriptLine, unchained, user, writeTranscript } from '../support/transcripts.ts';

const id = 'aaaaaaaa-0000-4000-8000-000000000001';
const uuids = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'] as const;

/** A folder of Claude's for conversations of `/work`. */
function folderFor(name = '-work'): string {
  const folder = join(temporaryFolder(), name);
  mkdirSync(folder);
  return folder;
}

function summarize(...lines: (TranscriptLine | string)[]) {
  const { path } = writeTranscript(folderFor(), `${id}.jsonl`, lines);
  return summarizeConversations([path], '/here')[0];
}

const exchange = [user('u1', null, 'Plan it'), assistant('a1', 'u1', 'msg_1')];

test('a conversation from its ends', () => {
  expect(summarize(...exchange, { type: 'last-prompt', timestamp: '2026-03-01T00:00:00.000Z' })).toEqual({
    sessionId: id,
    path: expect.stringMatching(/-work\/aaaaaaaa-.*\.jsonl$/),
    title: null,
    firstPrompt: 'Plan it',
    createdAt: '2026-01-01T00:00:00.000Z',
    lastActiveAt: '2026-03-01T00:00:00.000Z',
    cwd: '/work',
    size: expect.any(Number),
  });
});

describe('what is no conversation', () => {
  test.each<[what: string, lines: (TranscriptLine | string)[]]>([
    ['an empty file', []],
    ['titles of others', [{ type: 'summary', summary: 'Of another', leafUuid: 'x' }]],
    ['records that chain nothing', unchained],
    ['a subagent', [user('u1', null, 'Warmup', { isSidechain: true }), assistant('a1', 'u1', 'msg_1', { isSidechain: true })]],
    [
      'local commands',
      [user('u1', null, '<local-command-stdout>Bye</local-command-stdout>'), user('u2', 'u1', 'Caveat: The messages below …')],
    ],
    ['garbage', ['\0\0\0', '{"parentUuid":', '[]', 'null', '5']],
  ])('%s', (_, lines) => {
    expect(summarize(...lines)).toBeUndefined();
  });
});

describe('the title', () => {
  const custom = (customTitle: unknown) => ({ type: 'custom-title', customTitle, sessionId: id });
  const ai = (aiTitle: unknown) => ({ type: 'ai-title', aiTitle, sessionId: id });
  test.each<[what: string, lines: TranscriptLine[], title: string | null]>([
    ['the last that the user gave', [custom('One'), ...exchange, custom('Two\n  words')], 'Two words'],
    ["the user's before Claude's", [custom('Mine'), ...exchange, ai('Its')], 'Mine'],
    ["Claude's, where the user's was taken back", [...exchange, ai('Its'), custom('')], 'Its'],
    [
      'none of what was merely said',
      [user('u1', null, 'Say {"type":"custom-title","customTitle":"No"}'), assistant('a1', 'u1', 'msg_1')],
      null,
    ],
    ['none of another type', [...exchange, custom(5)], null],
  ])('%s', (_, lines, title) => {
    expect(summarize(...lines)?.title).toBe(title);
  });

  test('that an old release wrote into the transcript of the next conversation', () => {
    const folder = folderFor();
    const first = [user(uuids[0], null, 'Plan it'), assistant(uuids[1], uuids[0], 'msg_1')];
    const next = [
      { type: 'summary', summary: 'The plan', leafUuid: uuids[1] },
      user('u1', null, 'Another'),
      assistant('a1', 'u1', 'msg_2'),
    ];
    const paths = [first, next].map((lines, index) => writeTranscript(folder, `${id.slice(0, -1)}${index}.jsonl`, lines).path);
    const titles = summarizeConversations(paths, '/here').map(({ firstPrompt, title }) => [firstPrompt, title]);
    expect(titles.toSorted()).toEqual([
      ['Another', null],
      ['Plan it', 'The plan'],
    ]);
  });
});

describe('the first prompt', () => {
  test.each<[what: string, lines: TranscriptLine[], prompt: string | null]>([
    ['behind what Claude put in', [user('u0', null, '<system-reminder>x', { isMeta: true }), user('u1', 'u0', 'Plan it')], 'Plan it'],
    [
      'in blocks',
      [
        user('u1', null, '', {
          message: { role: 'user', content: [{ type: 'text', text: 'A' }, { type: 'image' }, { type: 'text', text: 'B' }] },
        }),
      ],
      'A\nB',
    ],
    ['an image alone', [user('u1', null, '', { message: { role: 'user', content: [{ type: 'image' }] } })], '[an attachment]'],
    ['behind a slash command', [user('u0', null, '<command-name>/init</command-name>'), user('u1', 'u0', 'Plan it')], 'Plan it'],
    [
      'a slash command, where there is no other',
      [user('u0', null, '<command-name>/review</command-name>\n<command-args>7</command-args>'), assistant('a1', 'u0', 'msg_1')],
      '/review 7',
    ],
    [
      'not what a tool gave back',
      [user('u0', null, '', { message: { content: [{ type: 'tool_result', content: 'x' }] } }), assistant('a1', 'u0', 'm')],
      null,
    ],
    ['cut to what is worth showing', [user('u1', null, 'x'.repeat(100_000))], 'x'.repeat(1000)],
  ])('%s', (_, lines, prompt) => {
    expect(summarize(...lines)?.firstPrompt).toBe(prompt);
  });

  test('may stand a megabyte from the beginning, or too far', () => {
    const far = (length: number) => ({ type: 'attachment', uuid: 'x', text: 'x'.repeat(length), timestamp: '2025-01-01T00:00:00.000Z' });
    expect(summarize(far(1_000_000), ...exchange)).toMatchObject({ firstPrompt: 'Plan it', createdAt: '2025-01-01T00:00:00.000Z' });
    expect(summarize(far(3_000_000), ...exchange)).toMatchObject({ firstPrompt: null, cwd: '/work' });
  });
});

describe('the directory is the one that the folder is named after', () => {
  const at = (...cwds: string[]) => cwds.map((cwd, index) => user(`u${index}`, null, 'Plan it', { cwd }));
  test.each<[what: string, folder: string, lines: TranscriptLine[], cwd: string | null]>([
    ['the first that fits', '-work', at('/elsewhere', '/work', '/work/deeper'), '/work'],
    ['the first, where none fits', '-moved', at('/one', '/two'), '/one'],
    ['the one that is asked from, where no other fits', '-here', at('/one'), '/here'],
    ['none', '-work', [user('u0', null, 'Plan it', { cwd: 5 })], null],
    ['of a long path the beginning', `-${'x'.repeat(199)}-abc123`, at('/y', `/${'x'.repeat(300)}`), `/${'x'.repeat(300)}`],
  ])('%s', (_, name, lines, cwd) => {
    const { path } = writeTranscript(folderFor(name), `${id}.jsonl`, lines);
    expect(summarizeConversations([path], '/here')[0]?.cwd).toBe(cwd);
  });
});

test('a cut last line, and a file that is gone by now, hurt nothing', () => {
  const folder = folderFor();
  const { path, size } = writeTranscript(folder, `${id}.jsonl`, exchange);
  truncateSync(path, size - 20);
  expect(summarizeConversations([path, join(folder, `${id.replace('a', 'b')}.jsonl`)], '/here')).toMatchObject([
    { firstPrompt: 'Plan it' },
  ]);
});

test('transcripts are told by their names', () => {
  const root = temporaryFolder();
  const folder = join(root, 'projects', '-work');
  mkdirSync(folder, { recursive: true });
  for (const name of [`${id}.jsonl`, 'agent-1234.jsonl', `${id}.jsonl.bak`, 'notes.jsonl']) writeTranscript(folder, name, exchange);
  const env = { CLAUDE_CONFIG_DIR: root };
  expect(listTranscripts(env)).toEqual([join(folder, `${id}.jsonl`)]);
  expect(listTranscripts(env, '/work')).toEqual([join(folder, `${id}.jsonl`)]);
  expect(listTranscripts(env, '/other')).toEqual([]);
  expect(sessionIdOf(join(folder, `${id}.jsonl`))).toBe(id);
  expect(sessionIdOf('/x/agent-1234.jsonl')).toBeUndefined();
});
