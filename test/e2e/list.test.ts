import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { runAtTerminal } from '../support/terminal.ts';
import { editSession, lastExchange, session, talk, transcriptOf } from './turns.ts';
import { startTurn } from './under-way.ts';

let sandbox: Sandbox;

/** Six real sessions: `auth` and its forks, one in a directory of wide characters, one whose conversation was lost, an orphan. */
beforeAll(async () => {
  sandbox = await createSandbox();
  const wide = join(sandbox.home, 'code', '会社', '認証サービス🚀', 'payments');
  mkdirSync(wide, { recursive: true });
  await sandbox.chorus('new', 'auth', 'one', '--model', 'opus', '--tag', 'urgent,team:web', '--note', 'waits for the review');
  await sandbox.chorus('resume', 'auth', 'two');
  await sandbox.chorus('fork', 'auth', 'auth-jwt', 'three', '--model', 'haiku', '--tag', 'urgent');
  await sandbox.chorus('fork', 'auth-jwt', 'auth/a-branch-with-a-name-that-is-long', 'four', '--effort', 'high');
  await sandbox.chorus.with({ cwd: wide }, 'new', 'intl', 'one');
  await sandbox.chorus('new', 'removed', 'one');
  await sandbox.chorus('fork', 'removed', 'orphan', 'two');
  await sandbox.chorus('rm', 'removed');
  editSession(sandbox, 'orphan', { last: { ...session(sandbox, 'orphan').last, verdict: 'lost' } });
  const old = Date.now() / 1000 - 27 * 86_400;
  utimesSync(transcriptOf(sandbox, 'auth'), old, old);
});

afterAll(() => sandbox.dispose());

const names = ['orphan', 'intl', 'auth/a-branch-with-a-name-that-is-long', 'auth-jwt', 'auth'];

/** What stands on the screen when it has ended, by lines, and every byte that was written. */
async function look(args: string[], columns: number, env: Record<string, string> = {}): Promise<{ lines: string[]; written: string }> {
  await using terminal = runAtTerminal(process.execPath, [chorusBin, ...args], {
    cwd: sandbox.work,
    env: { ...sandbox.env, ...env },
    columns,
  });
  expect((await terminal.ended).exitCode).toBe(0);
  return { lines: terminal.screen().split('\n'), written: terminal.written() };
}

describe('list on a terminal', () => {
  test.each<[columns: number, titles: string[]]>([
    [40, ['NAME', 'LAST USED', 'VERDICT', 'TURN']],
    [60, ['NAME', 'LAST USED', 'VERDICT', 'TURN', 'EXPIRES']],
    [80, ['NAME', 'LAST USED', 'VERDICT', 'TURN', 'EXPIRES', 'DIRECTORY']],
    [200, ['NAME', 'AGE', 'LAST USED', 'VERDICT', 'TURN', 'MODEL', 'TURNS', 'COST', 'CONTEXT', 'EXPIRES', 'DIRECTORY']],
  ])('fits %i columns', async (columns, titles) => {
    const { lines, written } = await look(['list'], columns);
    const [header = '', ...rows] = lines;
    expect(header.split(/ {2,}/)).toEqual(titles);
    // A line that is too wide goes on in the next one, which is then no session.
    expect(rows).toHaveLength(names.length);
    for (const [index, row] of rows.entries()) {
      expect(stringWidth(row)).toBeLessThanOrEqual(columns);
      const [name = ''] = row.split(/ {2,}/);
      expect(names[index]?.startsWith(name.replace(/…$/, ''))).toBe(true);
    }
    expect(rows[0]).toMatch(/✗ lost/);
    expect(rows[4]).toMatch(/✓ resumed/);
    expect(written).toContain('\u001b[31m✗ lost\u001b[39m');
    expect(written).toContain('\u001b[32m✓ resumed\u001b[39m');
  });

  test('200 columns: everything is whole, and the home is ~', async () => {
    const { lines } = await look(['list'], 200);
    expect(lines[2]).toMatch(/ {2}~\/code\/会社\/認証サービス🚀\/payments$/);
    expect(lines[3]).toMatch(/^auth\/a-branch-with-a-name-that-is-long {2}/);
    expect(lines[5]).toMatch(/^auth .* claude-opus-5-5 +2 +\$0\.\d+ +\d(\.\d)?k \(<1%\) {2}in 2 d {3}\//);
    expect(lines.join('\n')).not.toContain('…');
  });

  test('75 columns: directories are cut at their start, names at their end', async () => {
    const { lines } = await look(['list'], 75);
    expect(lines[2]).toMatch(/ …[^ ]*payments$/);
    expect(lines[3]).toMatch(/^auth\/a-bran[a-z-]*… {2}/);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('%j: not one escape, and still told apart', async (env) => {
    for (const args of [['list'], ['tree'], ['show', 'auth']]) {
      const { lines, written } = await look(args, 80, env);
      expect(written).not.toContain('\u001b');
      expect(lines.join('\n')).toContain('✓ resumed');
    }
  });

  test('what is piped is whole', async () => {
    const { stdout } = await sandbox.chorus.with({ env: { COLUMNS: '40' } }, 'list');
    expect(stdout).toContain(join(sandbox.home, 'code', '会社', '認証サービス🚀', 'payments'));
    expect(stdout).toContain('auth/a-branch-with-a-name-that-is-long');
    expect(stdout).toMatch(/^NAME .* MODEL .* CONTEXT .* DIRECTORY$/m);
    expect(stdout).not.toMatch(/…|\u001b/);
  });

  test('by tags, directory, order and columns', async () => {
    const listed = async (...args: string[]) => (await look(['list', '--columns', 'name', ...args], 80)).lines.slice(1);
    expect(await listed('--tag', 'urgent')).toEqual(['auth-jwt', 'auth']);
    expect(await listed('--tag', 'urgent', '--tag', 'team:web')).toEqual(['auth']);
    expect(await listed('--here', '--sort', 'name')).toEqual(['auth', 'auth-jwt', names[2], 'orphan']);
    expect(await listed('--sort', 'turns')).toEqual(['auth', 'orphan', 'intl', names[2], 'auth-jwt']);
    expect((await look(['list', '--tag', 'team:web', '--columns', 'note,tags'], 80)).lines).toEqual([
      'NOTE                  TAGS',
      'waits for the review  urgent, team:web',
    ]);
  });
});

describe('tree and show on a terminal', () => {
  test('the forks, with what differs', async () => {
    const { lines } = await look(['tree', 'auth-jwt'], 80);
    const time = String.raw`\d+(\.\d)? (s|min) ago`;
    expect(lines).toEqual([
      expect.stringMatching(`^auth  ✓ resumed · 2 turns · \\$[\\d.]+ · ${time}$`),
      expect.stringMatching(`^└─ auth-jwt ←  ✓ forked · 1 turn · \\$[\\d.]+ · ${time}$`),
      '   │    model: opus → haiku',
      expect.stringMatching(/^ {3}└─ auth\/a-branch-with-a-name-that-is-long {2}✓ forked · 1 turn/),
      '           effort: - → high',
    ]);
    expect((await look(['tree', 'orphan'], 80)).lines[0]).toBe('removed  gone');
  });

  test('show says what the context is a part of, and where a fork is from', async () => {
    const { lines } = await look(['show', 'auth-jwt'], 80);
    const { parent, last } = session(sandbox, 'auth-jwt');
    expect(lines).toContain(`forked from  auth (${parent?.sessionId})`);
    expect(lines).toContain(`context      ${last?.contextTokens?.toLocaleString('en-US')} tokens, <1% of 1,000,000`);
    expect(lines).toContain('tags         urgent');
    expect((await look(['show', 'orphan'], 80)).lines).toContainEqual(expect.stringMatching(/^forked from {2}removed, gone \(/));
  });
});

test('tags and notes go through while a turn runs, and outlive it', async () => {
  await using own = await createConversation();
  await own.chorus('tag', 'auth', 'first');
  const { child } = await startTurn(own, 'resume', 'auth', 'two {{hold}}');
  expect(await own.chorus('tag', 'auth', 'second', '--remove', 'first')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'chorus: removed first from the tags of auth\n',
  });
  expect((await own.chorus.with({ input: 'piped in\n' }, 'note', 'auth', '-')).exitCode).toBe(0);
  expect(session(own, 'auth')).toMatchObject({ totals: { turns: 1 }, tags: ['second'], note: 'piped in' });
  own.api.release();
  expect((await child).exitCode).toBe(0);
  expect(session(own, 'auth')).toMatchObject({
    totals: { turns: 2 },
    tags: ['second'],
    note: 'piped in',
    last: { contextWindow: 1_000_000 },
  });
  expect(lastExchange(own).history).toEqual(talk('one', 'two {{hold}}'));
});
