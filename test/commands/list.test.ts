import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/core/session.ts';
import type { StartProgram } from '../../src/process/start.ts';
import { type TestContext, testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

const day = 86_400_000;

/** Four sessions, last used in the order d, c, b, a; the clock of the context stands at 2026-01-01. */
async function withSessions(): Promise<TestContext> {
  const testing = testContext();
  const { context } = testing;
  const changes: Record<string, Partial<Session>> = {
    a: {
      tags: ['x', 'y'],
      note: 'first\nof all',
      totals: totals(3, 1.5),
      last: { verdict: 'resumed', turn: 'limit', exitCode: 4, model: 'claude-opus-5-5', contextTokens: 45_123, contextWindow: 200_000 },
    },
    b: {
      tags: ['x'],
      totals: totals(10, 0.25),
      last: { verdict: 'lost', model: 'claude-haiku-5-5', contextTokens: 900 },
      cwd: '/elsewhere',
    },
    c: {
      totals: totals(1, 12.345),
      last: { verdict: 'unverified', turn: 'interrupted', exitCode: 143 },
      state: 'active',
      transcriptSeen: true,
    },
    d: { settings: { model: 'opus' } },
  };
  for (const [index, [name, change]] of Object.entries(changes).entries()) {
    await context.chorus.record(name);
    const at = (daysAgo: number) => new Date(context.now().getTime() - daysAgo * day).toISOString();
    await context.world.store.sessions.update(name, () => ({ createdAt: at(10 + index), lastActiveAt: at(4 - index), ...change }));
  }
  return testing;
}

function totals(turns: number, costUsd: number): Session['totals'] {
  return { turns, costUsd, tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 } };
}

/** Notes what the pager is given; it is a program of no process. */
function withPager({ context }: TestContext): { text: string; file: string | undefined } {
  const paged: { text: string; file: string | undefined } = { text: '', file: undefined };
  const stdin = new PassThrough().setEncoding('utf8').on('data', (text) => {
    paged.text += text;
  });
  const start: StartProgram = async ({ file }) => {
    paged.file = file;
    return {
      pid: 1,
      stdin,
      stdout: null,
      stderr: null,
      kill: () => true,
      ended: once(stdin, 'end').then(() => ({ exitCode: 0 })),
    } as never;
  };
  Object.assign(context, { world: { ...context.world, start } });
  return paged;
}

function onTerminal({ context }: TestContext, columns: number): void {
  Object.assign(context.stdout, { isTTY: true, columns });
}

describe('the table', () => {
  test('without a terminal it has everything, uncut', async () => {
    const { run, cwd } = await withSessions();
    expect((await run('list')).stdout).toBe(
      [
        'NAME   AGE  LAST USED  VERDICT       TURN           MODEL             TURNS    COST    CONTEXT  EXPIRES  DIRECTORY',
        `d     13 d  1 d ago    -             -              opus                  0      $0          -           ${cwd}`,
        `c     12 d  2 d ago    ? unverified  ✗ interrupted  -                     1  $12.35          -  gone     ${cwd}`,
        'b     11 d  3 d ago    ✗ lost        -              claude-haiku-5-5     10   $0.25        900           /elsewhere',
        `a     10 d  4 d ago    ✓ resumed     ✗ limit        claude-opus-5-5       3   $1.50  45k (23%)           ${cwd}`,
        '',
      ].join('\n'),
    );
  });

  test('--failed: those whose last call failed, by its exit code; by the verdict where that is all that is known', async () => {
    const { run, context } = await withSessions();
    expect((await run('list', '--failed', '--columns', 'name,turn')).stdout).toBe(
      'NAME  TURN\nc     ✗ interrupted\nb     -\na     ✗ limit\n',
    );
    expect(JSON.parse((await run('list', '--failed', '--tag', 'y', '--json')).stdout)).toMatchObject([
      { name: 'a', last: { verdict: 'resumed', turn: 'limit', exitCode: 4 } },
    ]);
    for (const name of ['a', 'b', 'c']) {
      await context.world.store.sessions.update(name, ({ last }) => ({ last: { ...last, turn: 'ok', exitCode: 0 } }));
    }
    expect(await run('list', '--failed')).toMatchObject({
      stdout: '',
      stderr: 'chorus: there is no session whose last call failed; chorus list shows all 4\n',
    });
  });

  test('how a turn ended is sorted by, the worst first, and coloured', async () => {
    const testing = await withSessions();
    expect((await testing.run('list', '--sort', 'turn', '--columns', 'name')).stdout).toBe('NAME\nc\na\nd\nb\n');
    onTerminal(testing, 80);
    expect((await testing.run('list', '--columns', 'turn', '--tag', 'y')).stdout).toContain('\u001b[31m✗ limit\u001b[39m');
  });

  test('if nothing expires soon there is no countdown, unless requested', async () => {
    const { run } = await withSessions();
    expect((await run('list', '--tag', 'x')).stdout).not.toContain('EXPIRES');
    expect((await run('list', '--tag', 'x', '--columns', 'name,expires')).stdout).toBe('NAME  EXPIRES\nb     -\na     -\n');
  });

  test('the home is ~ only on a terminal', async () => {
    const testing = await withSessions();
    testing.context.env.HOME = testing.cwd;
    const args = ['list', '--columns', 'directory', '--tag', 'y'];
    expect((await testing.run(...args)).stdout).toBe(`DIRECTORY\n${testing.cwd}\n`);
    onTerminal(testing, 80);
    testing.context.env.NO_COLOR = '1';
    expect((await testing.run(...args)).stdout).toBe('DIRECTORY\n~\n');
  });

  test('colours: the header is dim; verdicts and gone transcripts have their own', async () => {
    const testing = await withSessions();
    onTerminal(testing, 80);
    const { stdout } = await testing.run('list', '--columns', 'name,verdict,expires');
    expect(stdout).toBe(
      [
        '\u001b[2mNAME\u001b[22m  \u001b[2mVERDICT\u001b[22m       \u001b[2mEXPIRES\u001b[22m',
        'd     -             -',
        'c     \u001b[33m? unverified\u001b[39m  \u001b[31mgone\u001b[39m',
        'b     \u001b[31m✗ lost\u001b[39m        -',
        'a     \u001b[32m✓ resumed\u001b[39m     -',
        '',
      ].join('\n'),
    );
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('%j: no escape at all', async (env) => {
    const testing = await withSessions();
    onTerminal(testing, 80);
    Object.assign(testing.context.env, env);
    for (const args of [['list'], ['tree'], ['show', 'a']]) expect((await testing.run(...args)).stdout).not.toContain('\u001b');
  });

  test('a terminal that does not report its width has 80 columns', async () => {
    const testing = await withSessions();
    onTerminal(testing, 0);
    testing.context.env.NO_COLOR = '1';
    const widest = Math.max(...(await testing.run('list')).stdout.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(80);
    expect(widest).toBeGreaterThan(60);
  });

  test('columns in the requested order, each once', async () => {
    const { run } = await withSessions();
    expect((await run('ls', '--tag', 'y', '--columns', 'tags, note,name,tags')).stdout).toBe(
      'TAGS  NOTE          NAME\nx, y  first⏎of all  a\n',
    );
  });
});

describe('which sessions, in which order', () => {
  test.each<[args: string[], names: string]>([
    [[], 'dcba'],
    [['--reverse'], 'abcd'],
    [['--sort', 'used'], 'dcba'],
    [['--sort', 'name'], 'abcd'],
    [['--sort', 'name', '--reverse'], 'dcba'],
    [['--sort', 'age'], 'dcba'],
    [['--sort', 'cost'], 'cabd'],
    [['--sort', 'cost', '--reverse'], 'dbac'],
    [['--sort', 'turns'], 'bacd'],
    [['--sort', 'context'], 'abdc'],
    [['--sort', 'context', '--reverse'], 'badc'],
    [['--sort', 'verdict'], 'bcad'],
    [['--sort', 'model'], 'badc'],
    [['--sort', 'expires'], 'cdba'],
    [['--sort', 'directory'], 'bdca'],
    [['--sort', 'tags'], 'badc'],
    [['--sort', 'note'], 'adcb'],
    [['--tag', 'x'], 'ba'],
    [['--tag', 'x', '--tag', 'y'], 'a'],
    [['--tag', 'x,y'], 'a'],
    [['--here'], 'dca'],
    [['--here', '--tag', 'x'], 'a'],
  ])('%j', async (args, names) => {
    const { run } = await withSessions();
    const listed = JSON.parse((await run('list', '--json', ...args)).stdout) as Session[];
    expect(listed.map(({ name }) => name).join('')).toBe(names);
    const table = (await run('list', '--columns', 'name', ...args)).stdout;
    expect(table.split('\n').slice(1).join('')).toBe(names);
  });

  test.each<[args: string[], said: string]>([
    [['--tag', 'none'], 'there is no session with the tag none; chorus list shows all 4'],
    [['--tag', 'x', '--tag', 'none', '--here'], 'there is no session of this directory with the tags x, none; chorus list shows all 4'],
  ])('%j: none', async (args, said) => {
    const { run } = await withSessions();
    expect(await run('list', ...args)).toEqual({ exitCode: 0, stdout: '', stderr: `chorus: ${said}\n` });
    expect((await run('list', '--json', ...args)).stdout).toBe('[]\n');
  });

  test('--here goes by the real path', async () => {
    const { run, context, cwd } = await withSessions();
    const link = join(cwd, '..', 'link');
    symlinkSync(cwd, link);
    Object.assign(context, { cwd: link });
    expect((await run('list', '--here', '--columns', 'name')).stdout).toBe('NAME\nd\nc\na\n');
  });
});

test.each<[args: string[], message: string, hint: string]>([
  [['--sort', 'costs'], 'no such column: "costs"', 'Did you mean cost?'],
  [
    ['--columns', 'name,zzzzzzz'],
    'no such column: "zzzzzzz"',
    'Columns are name, age, used, verdict, turn, model, turns, calls, cost, context, expires, directory, tags, note.',
  ],
  [
    ['--columns', ''],
    'no such column: ""',
    'Columns are name, age, used, verdict, turn, model, turns, calls, cost, context, expires, directory, tags, note.',
  ],
  [['--tag', ''], 'a tag to look for is empty', 'The tags that exist: chorus list --columns name,tags'],
  [['--columns', 'name', '--json'], '--json and --columns exclude each other', '--json prints everything; select with jq.'],
])('%j is refused', async (args, message, hint) => {
  const { run } = await withSessions();
  expect(await rejectionOf(run('list', ...args))).toEqual({ message, hint, exitCode: 2 });
});

test('a damaged session is reported, and the others are listed', async () => {
  const { run, context } = await withSessions();
  mkdirSync(join(context.world.store.home, 'sessions'), { recursive: true });
  writeFileSync(context.world.store.sessions.path('bad'), '{');
  const ran = await run('list', '--tag', 'none');
  expect(ran.stderr).toContain('there is no session with the tag none');
  expect(ran.stderr).toContain('bad.json is damaged');
  expect((await run('tree')).stderr).toContain('bad.json is damaged');
});

describe('a long list', () => {
  test('--limit gives the first N in the order that was asked for, in the table and with --json', async () => {
    const { run } = await withSessions();
    const names = async (...argv: string[]) =>
      (JSON.parse((await run('list', '--json', ...argv)).stdout) as { name: string }[]).map(({ name }) => name);
    expect(await names('--limit', '2')).toEqual(['d', 'c']);
    expect(await names('--limit', '1', '--sort', 'cost')).toEqual(['c']);
    expect(await names('--limit', 'all')).toEqual(['d', 'c', 'b', 'a']);
    expect((await run('list', '--limit', '1')).stdout.split('\n').length).toBe(3);
    expect(await rejectionOf(run('list', '--limit', '0'))).toMatchObject({ exitCode: 2 });
  });

  test('goes through the pager if it is longer than the terminal, and not with --no-pager', async () => {
    const testing = await withSessions();
    const { run, context } = testing;
    onTerminal(testing, 200);
    const paged = withPager(testing);
    Object.assign(context.stdout, { rows: 3 });
    const whole = await run('list', '--no-pager', '--no-color');
    expect(whole.stdout).toMatch(/^NAME[\s\S]*\na /);
    expect(paged.file).toBeUndefined();
    expect(await run('list', '--no-color')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(paged).toEqual({ file: 'less', text: whole.stdout });
    Object.assign(context.stdout, { rows: 30 });
    expect((await run('list', '--no-color')).stdout).toBe(whole.stdout);
  });
});
