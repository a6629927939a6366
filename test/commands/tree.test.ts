import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/core/session.ts';
import { type TestContext, testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

/** auth, its forks jwt (of which jwt/plan) and cheap; orphan, whose parent was removed; and an edited pair, each the fork of the other. */
async function withForest(): Promise<TestContext> {
  const testing = testContext();
  const { chorus, world, now } = testing.context;
  const { store } = world;
  const kin: [name: string, parent: string | null, changes: Partial<Session>][] = [
    ['auth', null, { settings: { model: 'opus' }, last: { verdict: 'resumed' }, totals: totals(2, 0.0082) }],
    ['jwt', 'auth', { settings: { model: 'haiku', effort: 'high' }, last: { verdict: 'forked' }, totals: totals(1, 0.0041) }],
    [
      'jwt/plan',
      'jwt',
      { settings: { model: 'haiku', effort: 'high', permissionMode: 'plan' }, last: { verdict: 'lost' }, totals: totals(1, 2) },
    ],
    ['cheap', 'auth', { settings: { model: 'opus', appendSystemPrompt: `Be ${'very '.repeat(30)}brief.\nReally.` } }],
    ['orphan', 'gone', {}],
    ['one', 'other', {}],
    ['other', 'one', {}],
  ];
  const minutesAgo = (minutes: number) => new Date(now().getTime() - minutes * 60_000).toISOString();
  for (const [index, [name, , changes]] of kin.entries()) {
    await chorus.record(name);
    await store.sessions.update(name, () => ({ createdAt: minutesAgo(50 - index), lastActiveAt: minutesAgo(10 + index), ...changes }));
  }
  for (const [name, parent] of kin) {
    if (parent === null) continue;
    const sessionId = parent === 'gone' ? '11111111-1111-4111-8111-111111111111' : (await chorus.get(parent)).sessionId;
    await store.sessions.update(name, () => ({ parent: { name: parent, sessionId, at: null } }));
  }
  return testing;
}

function totals(turns: number, costUsd: number): Session['totals'] {
  return { turns, costUsd, tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 } };
}

const prompt = `Be ${'very '.repeat(30)}brief.⏎Really.`;

describe('tree', () => {
  test('the forks of all, with the settings that differ', async () => {
    const { run } = await withForest();
    expect(await run('tree')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `${[
        'auth  ✓ resumed · 2 turns · $0.0082 · 10 min ago',
        '├─ jwt  ✓ forked · 1 turn · $0.0041 · 11 min ago',
        '│  │    model: opus → haiku, effort: - → high',
        '│  └─ jwt/plan  ✗ lost · 1 turn · $2.00 · 12 min ago',
        '│          permissionMode: - → plan',
        '└─ cheap  no turn yet · 13 min ago',
        `        appendSystemPrompt: - → ${prompt}`,
        'gone  gone',
        '└─ orphan  no turn yet · 14 min ago',
        'one  no turn yet · 15 min ago · forked from its own fork other',
        '└─ other  no turn yet · 16 min ago',
      ].join('\n')}\n`,
    });
  });

  test('of one session, from its root on, and it is marked', async () => {
    const { run } = await withForest();
    const { stdout } = await run('tree', 'jwt/plan');
    expect(stdout.split('\n').map((line) => line.split('  ')[0])).toEqual(['auth', '├─ jwt', '│', '│', '│', '└─ cheap', '', '']);
    expect(stdout).toContain('└─ jwt/plan ←  ✗ lost');
    expect((await run('tree', 'orphan')).stdout).toBe('gone  gone\n└─ orphan ←  no turn yet · 14 min ago\n');
    expect((await run('tree', 'other')).stdout).toContain('└─ other ←');
    expect(await rejectionOf(run('tree', 'gone'))).toMatchObject({ message: 'there is no session "gone"', exitCode: 8 });
  });

  test('a terminal of 40 columns', async () => {
    const testing = await withForest();
    Object.assign(testing.context.stdout, { isTTY: true, columns: 40 });
    testing.context.env.NO_COLOR = '1';
    expect((await testing.run('tree', 'auth')).stdout.split('\n')).toEqual([
      'auth ←  ✓ resumed · 2 turns · $0.0082 ·…',
      '├─ jwt  ✓ forked · 1 turn · $0.0041 · 1…',
      '│  │    model: opus → haiku',
      '│  │    effort: - → high',
      '│  └─ jwt/plan  ✗ lost · 1 turn · $2.00…',
      '│          permissionMode: - → plan',
      '└─ cheap  no turn yet · 13 min ago',
      '        appendSystemPrompt: - → Be very…',
      '',
    ]);
  });

  test('a long name leaves room for its verdict, and a deep fork for its name', async () => {
    const testing = testContext();
    const { chorus, world, stdout, env } = testing.context;
    const { store } = world;
    Object.assign(stdout, { isTTY: true, columns: 40 });
    env.NO_COLOR = '1';
    let parent: Session['parent'] = null;
    for (let depth = 0; depth < 12; depth++) {
      const name = `fork-${depth}-of-what-was-said-about-the-login`;
      await chorus.record(name);
      const settings = depth % 11 === 0 ? { model: 'opus' } : {};
      const { sessionId } = await store.sessions.update(name, () => ({ parent, settings, last: { verdict: 'resumed' } }));
      parent = { name, sessionId, at: null };
    }
    const lines = (await testing.run('tree')).stdout.trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'fork-0-of-what-was-said-abou…  ✓ resumed',
      '└─ fork-1-of-what-was-said-a…  ✓ resumed',
      '   │    model: opus → -',
      '   └─ fork-2-of-what-was-sai…  ✓ resumed',
    ]);
    expect(lines.slice(-3)).toEqual([
      '…10          └─ fork-10-of-w…  ✓ resumed',
      '…11          └─ fork-11-of-w…  ✓ resumed',
      '…                    model: - → opus',
    ]);
  });

  test.each([1, 7, 20, 60, 80])('no line is wider than a terminal of %i columns', async (columns) => {
    const testing = await withForest();
    Object.assign(testing.context.stdout, { isTTY: true, columns });
    testing.context.env.NO_COLOR = '1';
    const lines = (await testing.run('tree')).stdout.trimEnd().split('\n');
    // The guides of what differs are not cut: below a width that nobody has, they are wider.
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 12));
  });

  test('--json is nested', async () => {
    const { run } = await withForest();
    const forest = JSON.parse((await run('tree', '--json')).stdout);
    expect(forest).toMatchObject([
      {
        name: 'auth',
        isGone: false,
        isCyclic: false,
        verdict: 'resumed',
        totals: { turns: 2 },
        changes: {},
        children: [
          {
            name: 'jwt',
            changes: { model: { from: 'opus', to: 'haiku' }, effort: { from: null, to: 'high' } },
            children: [{ name: 'jwt/plan', children: [] }],
          },
          { name: 'cheap' },
        ],
      },
      { name: 'gone', sessionId: '11111111-1111-4111-8111-111111111111', isGone: true, totals: null, children: [{ name: 'orphan' }] },
      { name: 'one', isCyclic: true, children: [{ name: 'other', isCyclic: false, children: [] }] },
    ]);
    expect(JSON.parse((await run('tree', 'orphan', '--json')).stdout)).toEqual([forest[1]]);
  });

  test('--limit gives the first N trees', async () => {
    const { run } = await withForest();
    const roots = async (...argv: string[]) =>
      (JSON.parse((await run('tree', '--json', ...argv)).stdout) as { name: string }[]).map(({ name }) => name);
    const all = await roots('--limit', 'all');
    expect(all.length).toBe(3);
    expect(await roots('--limit', '2')).toEqual(all.slice(0, 2));
  });

  test('without sessions', async () => {
    const { run } = testContext();
    expect(await run('tree')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'chorus: no sessions yet; start one: chorus new <name> "<prompt>"\n',
    });
    expect((await run('tree', '--json')).stdout).toBe('[]\n');
  });

  test('with a damaged config the sessions are still shown', async () => {
    const { run, context } = await withForest();
    writeFileSync(context.world.store.config.path, '{');
    expect((await run('tree', 'orphan')).stdout).toContain('orphan');
  });
});

describe('show', () => {
  test('everything, in sections', async () => {
    const { run, context, cwd } = await withForest();
    await context.world.store.sessions.update('jwt', () => ({
      tags: ['a', 'b'],
      note: 'two\nlines',
      profile: null,
      formerIds: ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'],
      tip: { uuid: 'u-1', messageId: 'msg_1' },
      last: {
        verdict: 'forked',
        model: 'claude-haiku-5-5',
        turn: 'timeout',
        exitCode: 124,
        askedModel: 'haiku',
        permissionMode: 'default',
        contextTokens: 45_123,
        contextWindow: 200_000,
        release: '2.1.329',
      },
    }));
    const { stdout } = await run('show', 'jwt');
    const sections = Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n\n')
        .map((block) => [block.split('\n')[0]?.split(/ {2,}/)[0], block.split('\n').slice(1)]),
    );
    expect(sections.SESSION).toEqual([
      'name         jwt',
      `directory    ${cwd}`,
      'tags         a, b',
      'note         two',
      '             lines',
    ]);
    expect(sections.CONVERSATION).toEqual([
      'id           00000000-0000-4000-8000-000000000002',
      'state        recorded: nothing was sent yet',
      expect.stringMatching(/^created {6}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(49 min ago\)$/),
      expect.stringMatching(/^last used {4}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(11 min ago\)$/),
      'tip          u-1 (msg_1)',
      'forked from  auth (00000000-0000-4000-8000-000000000001)',
      'former ids   11111111-0000-4000-8000-000000000001',
      '             11111111-0000-4000-8000-000000000002',
    ]);
    expect(sections['LAST TURN']).toEqual([
      'verdict      ✓ forked',
      'turn         ✗ timeout (exit 124)',
      'answered by  claude-haiku-5-5 (asked for: haiku)',
      'permissions  default',
      'release      claude 2.1.329',
      'context      45,123 tokens, 23% of 200,000',
    ]);
    expect(sections.TOTALS).toEqual([
      'turns        1',
      'calls        1',
      'cost         $0.0041',
      expect.stringMatching(/^tokens {7}0 in, 0 out/),
    ]);
    expect(sections.KEPT).toEqual(['transcript   none yet', 'vault        no copy']);
    expect(sections.SETTING.slice(0, 2)).toEqual(['model              haiku      session', 'effort             high       session']);
  });

  test('a parent by its current name, or as gone', async () => {
    const { run, context } = await withForest();
    await context.chorus.rename('auth', 'login');
    expect((await run('show', 'jwt')).stdout).toMatch(/^forked from {2}login \(0/m);
    expect((await run('show', 'orphan')).stdout).toMatch(/^forked from {2}gone, gone \(1/m);
  });

  test('a long value is whole without a terminal, and wrapped and cut on one', async () => {
    const testing = await withForest();
    expect((await testing.run('show', 'cheap')).stdout).toContain(`\nappendSystemPrompt  ${prompt}  session\n`);
    await testing.context.chorus.note('cheap', 'a note that is longer than the window is wide, and goes on');
    Object.assign(testing.context.stdout, { isTTY: true, columns: 60 });
    testing.context.env.NO_COLOR = '1';
    const { stdout } = await testing.run('show', 'cheap');
    expect(stdout).toContain('note         a note that is longer than the window is wide,\n             and goes on\n');
    expect(stdout).toMatch(/\nappendSystemPrompt {2}Be very very [a-z ]+ session\n(?: {20}.*\n){2} {20}… the rest: --json\n/);
    for (const line of stdout.split('\n').filter((text) => !text.includes(testing.cwd))) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('--json has all of its data', async () => {
    const { run, context } = await withForest();
    const { settings: _, ...kept } = await context.chorus.get('jwt');
    expect(JSON.parse((await run('show', 'jwt', '--json')).stdout)).toEqual({
      ...kept,
      ageDays: 0.03,
      transcript: null,
      labels: { title: null, tag: null },
      vault: null,
      settings: expect.objectContaining({ model: { value: 'haiku', origin: 'session' } }),
    });
  });
});
