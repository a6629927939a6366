import { beforeAll, describe, expect, test } from 'vitest';
import { completionTable } from '../../build/completion-table.ts';
import { answerCompletion } from '../../src/completion/answer.ts';
import type { Kept } from '../../src/completion/candidates.ts';
import type { CompletionTable } from '../../src/completion/table.ts';

const kept: Kept = {
  sessions: () => ['Auth', 'auth', 'team/login'],
  profiles: () => ['careful', 'fast'],
  tags: () => ['work'],
};

let table: CompletionTable;
beforeAll(async () => {
  table = await completionTable();
});

const lines = (argv: readonly string[]) => answerCompletion(table, kept, argv).split('\n').slice(0, -1);
const names = (...words: string[]) =>
  lines(['zsh', '--', ...words]).map((line) => (line.startsWith(':') ? line : line.replace(/\t.*/, '')));

const sessions = ['Auth', 'auth', 'team/login'];

describe('candidates', () => {
  test.each<[words: string[], candidates: string[]]>([
    [['resume', ''], sessions],
    [['show', 'x'], sessions],
    [['mv', ''], sessions],
    [
      ['rm', 'auth', ''],
      ['Auth', 'team/login'],
    ],
    [['rename', 'auth', ''], []],
    [['fork', ''], sessions],
    [['fork', 'auth', ''], []],
    [['fork', '--json', '--wait', '3', ''], sessions],
    [['fork', '--wait', ''], []],
    [['new', ''], []],
    [['resume', 'auth', ''], []],
    [['resume', '--', ''], [':files\t']],
    [['show', '--', ''], sessions],
    [['nonsense', ''], []],
    [
      ['new', 'x', '--profile', ''],
      ['careful', 'fast'],
    ],
    [
      ['new', 'x', '--profile=c'],
      ['--profile=careful', '--profile=fast'],
    ],
    [
      ['config', ''],
      ['path', 'get', 'list'],
    ],
    [
      ['config', 'get', '--profile', ''],
      ['careful', 'fast'],
    ],
    [
      ['vault', 'prune', '--o'],
      ['--older-than', '--unnamed', '--dry-run', '--json', '--get', '--help'],
    ],
    [
      ['log', '-'],
      ['--failed', '--since', '--limit', '-f', '--follow', '--json', '--no-pager', '--no-color', '--get', '-h', '--help'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [
      ['new', 'x', '--output', ''],
      ['text', 'json', 'stream-json'],
    ],
    [
      ['new', 'x', '--effort', ''],
      ['low', 'medium', 'high', 'xhigh', 'max'],
    ],
    [['new', 'x', '--setting-sources', 'u'], expect.arrayContaining(['user', 'user,project']) as string[]],
    [['new', 'x', '--mcp-config', ''], [':files\t']],
    [['new', 'x', '--mcp-config='], [':files\t--mcp-config=']],
    [['new', 'x', '--cwd', ''], [':directories\t']],
    [['new', 'x', '--prompt-file', ''], [':files\t']],
    [
      ['set', 'auth', 'vault='],
      ['vault=on', 'vault=off'],
    ],
    [
      ['set', 'auth', 'profile='],
      ['profile=careful', 'profile=fast'],
    ],
    [['set', 'auth', 'allowedTools+=Rea'], expect.arrayContaining([':nospace', 'allowedTools+=Read']) as string[]],
    [['set', 'auth', 'allowedTools-=Edit,'], expect.arrayContaining(['allowedTools-=Edit,Read']) as string[]],
    [['set', 'auth', 'cwd=/t'], [':directories\tcwd=']],
    [['set', 'auth', 'nonsense='], [':nospace']],
    [['set', ''], sessions],
    [
      ['help', 'vault', ''],
      ['restore', 'accept', 'redact', 'install-hook', 'uninstall-hook', 'prune'],
    ],
    [['vault', 'restore', ''], sessions],
    [['list', '--columns=name,'], expect.arrayContaining([':nospace', '--columns=name,cost']) as string[]],
    [['list', '--sort', ''], expect.arrayContaining(['cost', 'used']) as string[]],
    [['list', '--tag', ''], ['work']],
    [['tag', ''], sessions],
    [['tag', 'auth', ''], ['work']],
    [['note', ''], sessions],
  ])('%j: %j', (words, candidates) => {
    expect(names(...words)).toEqual(candidates);
  });

  test('a key is left open for its value; with --defaults or --profile it is the first argument', () => {
    for (const words of [
      ['set', 'auth', ''],
      ['set', '--defaults', ''],
      ['set', '--profile', 'careful', ''],
      ['set', '--profile=careful', ''],
    ]) {
      expect(names(...words)).toEqual([':nospace', ...table.settings.map(({ name }) => `${name}=`), 'profile=']);
    }
    expect(names('unset', '--defaults', '')).toEqual(table.settings.map(({ name }) => name));
  });

  test('every command and topic', () => {
    expect(names('')).toEqual(table.program.commands.map(({ name }) => name));
    expect(names('help', '')).toEqual([...names(''), 'settings', 'prompts', 'verdicts', 'exit-codes', 'files', 'environment']);
  });

  test('tools are completed one by one, each once, and more may follow', () => {
    expect(names('new', 'x', '--allowedTools=')).toContain('--allowedTools=Bash');
    const more = names('new', 'x', '--allowedTools', 'Bash,Edit,');
    expect(more).toEqual(expect.arrayContaining([':nospace', 'Bash,Edit,Read']));
    expect(more).not.toContain('Bash,Edit,Edit');
  });

  test('other spellings are offered when they are typed', () => {
    expect(names('new', 'x', '--')).toEqual(expect.arrayContaining(['--allowedTools', '--chrome']));
    expect(names('new', 'x', '--')).not.toEqual(expect.arrayContaining(['--no-chrome']));
    expect(names('new', 'x', '--no-c')).toContain('--no-chrome');
    expect(names('new', 'x', '--allowed-')).toContain('--allowed-tools');
  });
});

test('bash gets fitting candidates, cut at its word breaks', () => {
  const bash = (line: string) => lines(['bash', '=:', '--', line]);
  expect(bash('chorus resume te')).toEqual(['team/login']);
  expect(bash('chorus resume --model=op')).toEqual(['opus', 'opusplan', 'opus[1m]']);
  expect(bash('chorus resume "--model=op')).toEqual(['--model=opus', '--model=opusplan', '--model=opus[1m]']);
  expect(bash('chorus set auth model=')).toContain('opus');
  expect(bash('chorus set auth allowedTools+=Rea')).toEqual([':nospace', 'Read']);
  expect(bash('chorus resume < ')).toEqual([':files\t']);
});

test('a tag that would be an instruction or two lines is left out', () => {
  const tags: CompletionTable = { ...table, program: { ...table.program, commands: [], args: [{ value: 'tag', isVariadic: true }] } };
  const odd = { ...kept, tags: () => ['a b', ':files\t', 'x\ny', 'work'] };
  expect(answerCompletion(tags, odd, ['zsh', '--', ''])).toBe('a b\nwork\n');
});
