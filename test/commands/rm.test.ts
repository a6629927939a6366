import { describe, expect, test } from 'vitest';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

const quiet = { exitCode: 0, stdout: '', stderr: '' };

/** Sessions used so many days ago. */
async function withSessions(sessions: Record<string, { days?: number; tags?: string[] }>) {
  const tested = testContext();
  const { chorus, world } = tested.context;
  for (const [name, { days = 0, tags = [] }] of Object.entries(sessions)) {
    await chorus.record(name, { tags });
    const used = new Date(tested.context.now().getTime() - days * 86_400_000).toISOString();
    await world.store.sessions.update(name, () => ({ lastActiveAt: used, state: 'active' }));
  }
  return {
    ...tested,
    names: () =>
      chorus
        .list()
        .map(({ name }) => name)
        .sort(),
  };
}

const reviews = { auth: {}, 'review/a': { days: 40, tags: ['done'] }, 'review/b': { days: 3 }, 'review/a/deep': { days: 50 } };

describe('rm', () => {
  test('says in one line what it removed, and what became of the conversation', async () => {
    const { run, context, names } = await withSessions({ auth: {}, other: {}, last: {} });
    await context.chorus.record('empty');
    const { sessionId } = await context.chorus.get('auth');
    expect(await run('rm', 'auth')).toEqual({
      ...quiet,
      stderr: `chorus: removed auth; its conversation is left as it is: claude --resume ${sessionId}\n`,
    });
    expect((await run('rm', 'empty')).stderr).toBe('chorus: removed empty; it had no conversation yet\n');
    expect((await run('rm', 'last', '--transcript')).stderr).toBe('chorus: removed last, and deleted its conversation\n');
    expect(names()).toEqual(['other']);
  });

  test.each<[argv: string[], removed: string[]]>([
    [['review/*'], ['review/a', 'review/b']],
    [['review/**'], ['review/a', 'review/a/deep', 'review/b']],
    [
      ['review/*', 'auth', 'review/a'],
      ['review/a', 'review/b', 'auth'],
    ],
    [['--tag', 'done'], ['review/a']],
    [
      ['--older-than', '30d'],
      ['review/a', 'review/a/deep'],
    ],
    [['review/*', '--older-than', '30d'], ['review/a']],
    [['auth', '--older-than', '30d'], []],
    [['--tag', 'done', '--older-than', '90d'], []],
  ])('%j removes %j; --dry-run shows them, and removes nothing', async (argv, removed) => {
    const { run, names } = await withSessions(reviews);
    const before = names();
    const shown = await run('rm', ...argv, '--dry-run');
    expect({ exitCode: shown.exitCode, names: shown.stdout.split('\n').filter(Boolean).sort() }).toEqual({
      exitCode: 0,
      names: removed.toSorted(),
    });
    expect(shown.stderr).toMatch(removed.length > 0 ? /^chorus: would remove / : /^chorus: nothing to remove\n$/);
    expect(names()).toEqual(before);
    const { stdout } = await run('rm', ...argv, '--json');
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name).sort()).toEqual(removed.toSorted());
    expect(names()).toEqual(before.filter((name) => !removed.includes(name)));
  });

  test('several are told by name, and with --json as an array', async () => {
    const { run, context } = await withSessions(reviews);
    expect((await run('rm', 'review/*', '--dry-run')).stderr).toBe(
      'chorus: would remove 2 sessions (review/a, review/b); their conversations are left as they are\n',
    );
    const { sessionId, lastActiveAt } = await context.chorus.get('review/b');
    const { stdout, stderr } = await run('--json', 'rm', 'review/b');
    expect({ removed: JSON.parse(stdout), stderr }).toEqual({
      removed: [{ name: 'review/b', sessionId, lastActiveAt, conversation: 'kept' }],
      stderr: '',
    });
  });

  test.each<[argv: string[], message: string, exitCode: number]>([
    [['auth', 'nobody'], 'there is no session "nobody"', 8],
    [['auth', 'reveiw/*'], 'no session fits "reveiw/*"', 8],
    [[], 'no session given', 2],
    [['--older-than', '30'], "option '--older-than <time>' argument '30' is invalid. 30 of what? As in 30m, 30h or 30d.", 2],
  ])('%j is refused, and nothing is removed', async (argv, message, exitCode) => {
    const { run, names } = await withSessions(reviews);
    const before = names();
    expect(await rejectionOf(run('rm', ...argv))).toMatchObject({ message: expect.stringContaining(message), exitCode });
    expect(names()).toEqual(before);
  });

  test('a session that is used while rm waits for its turn is no longer old, and stays', async () => {
    const { run, context, names } = await withSessions(reviews);
    const { store } = context.world;
    const turn = await store.lockTurn('review/a', { waitMs: 0, action: 'resume' });
    const removing = run('rm', '--older-than', '30d', '--json');
    await store.sessions.update('review/a', () => ({ lastActiveAt: context.now().toISOString() }));
    turn.release();
    const { stdout } = await removing;
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual(['review/a/deep']);
    expect(names()).toEqual(['auth', 'review/a', 'review/b']);
  });

  test('one that is busy ends the call; the line says which ones were removed before', async () => {
    const { run, context, names } = await withSessions({ a: {}, b: {}, c: {} });
    const turn = await context.world.store.lockTurn('b', { waitMs: 0, action: 'resume' });
    const told: string[] = [];
    context.stderr.on('data', (text) => told.push(String(text)));
    expect(await rejectionOf(run('rm', 'a', 'b', 'c', '--no-wait'))).toMatchObject({ exitCode: 5 });
    turn.release();
    expect(names()).toEqual(['b', 'c']);
    expect(told.join('')).toMatch(/^chorus: removed a; .*\n$/);
  });

  test('a damaged session is named, and ends only a call that names it', async () => {
    const { run, context, names } = await withSessions(reviews);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(context.world.store.sessions.path('broken'), '{');
    expect(await rejectionOf(run('rm', '**'))).toMatchObject({ exitCode: 7 });
    expect(names().length).toBe(4);
    const { exitCode, stderr } = await run('rm', '--tag', 'done');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(/broken\.json .*\n[\s\S]*chorus: removed review\/a;/),
    });
    expect(names().length).toBe(3);
  });
});
