import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

const quiet = { exitCode: 0, stdout: '', stderr: '' };

describe('tag', () => {
  test('adds, removes, prints', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    expect(await run('tag', 'auth')).toEqual(quiet);
    expect(await run('tag', 'auth', 'urgent', 'team:web,wip')).toEqual(quiet);
    expect(await run('tag', 'auth')).toEqual({ ...quiet, stdout: 'urgent\nteam:web\nwip\n' });
    expect(await run('tag', 'auth', 'done', '--remove', 'urgent,wip', '--dry-run')).toEqual({ ...quiet, stdout: 'team:web\ndone\n' });
    expect((await context.chorus.get('auth')).tags).toEqual(['urgent', 'team:web', 'wip']);
    expect(await run('tag', 'auth', 'done', '--remove', 'urgent,wip')).toEqual({
      ...quiet,
      stderr: 'chorus: removed urgent, wip from the tags of auth\n',
    });
    expect((await context.chorus.get('auth')).tags).toEqual(['team:web', 'done']);
    expect(await run('tag', 'auth', '--remove', 'done', '--json')).toEqual({ ...quiet, stdout: '{"name":"auth","tags":["team:web"]}\n' });
    expect(await run('tag', 'auth', '--json')).toEqual({ ...quiet, stdout: '{"name":"auth","tags":["team:web"]}\n' });
  });

  test('nothing else of the session is touched', async () => {
    const { run, context } = testContext();
    const before = await context.chorus.record('auth', { settings: { model: 'opus' }, note: 'n' });
    await context.world.store.sessions.update('auth', () => ({ later: 'a key of a later chorus' }) as object);
    await run('tag', 'auth', 'x');
    expect(await context.chorus.get('auth')).toEqual({ ...before, tags: ['x'], later: 'a key of a later chorus' });
  });

  test.each<[args: string[], message: string]>([
    [['auth', 'a b'], '"a b" is not a tag'],
    [['auth', 'good', '#bad'], '"#bad" is not a tag'],
    [['auth', 'good', '--remove', 'absent'], 'there is no tag "absent"'],
    [['auht', 'x'], 'there is no session "auht"'],
    [['auht'], 'there is no session "auht"'],
    [['../x', 'x'], '"../x" is not a session name'],
  ])('%j is refused, and nothing is changed', async (args, message) => {
    const { run, context } = testContext();
    await context.chorus.record('auth', { tags: ['kept'] });
    expect(await rejectionOf(run('tag', ...args))).toMatchObject({ message, exitCode: message.startsWith('there is no session') ? 8 : 2 });
    expect((await context.chorus.get('auth')).tags).toEqual(['kept']);
    expect(context.world.store.sessions.names()).toEqual(['auth']);
  });

  test('hand-written values are printed without control characters', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    await context.world.store.sessions.update('auth', () => ({ tags: ['a\u001b[31m\nb'] }));
    expect((await run('tag', 'auth')).stdout).toBe('a⏎b\n');
  });
});

describe('note', () => {
  test('sets, prints, removes', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    expect(await run('note', 'auth')).toEqual(quiet);
    expect(await run('note', 'auth', 'waits for\nthe review ')).toEqual(quiet);
    expect(await run('note', 'auth')).toEqual({ ...quiet, stdout: 'waits for\nthe review\n' });
    expect(await run('note', 'auth', '--json')).toEqual({ ...quiet, stdout: '{"name":"auth","note":"waits for\\nthe review"}\n' });
    expect(await run('note', 'auth', '--clear', '--dry-run')).toEqual(quiet);
    expect(await run('note', 'auth', 'other', '--dry-run')).toEqual({ ...quiet, stdout: 'other\n' });
    expect((await context.chorus.get('auth')).note).toBe('waits for\nthe review');
    expect(await run('note', 'auth', 'done')).toEqual({ ...quiet, stderr: 'chorus: removed the note of auth: waits for⏎the review\n' });
    expect(await run('note', 'auth', '--clear')).toEqual({ ...quiet, stderr: 'chorus: removed the note of auth: done\n' });
    await run('note', 'auth', 'again');
    expect(await run('note', 'auth', '--clear', '--json')).toEqual({ ...quiet, stdout: '{"name":"auth","note":null}\n' });
    expect((await context.chorus.get('auth')).note).toBeNull();
  });

  test('- reads it from standard input', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    Object.assign(context, { stdin: Readable.from([Buffer.from('piped '), Buffer.from('in\n')]) });
    expect(await run('note', 'auth', '-')).toEqual(quiet);
    expect((await context.chorus.get('auth')).note).toBe('piped in');
  });

  test('bytes that are not UTF-8 are refused, and the note stays', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth', { note: 'kept' });
    Object.assign(context, { stdin: Readable.from([Buffer.from('caf\u00e9', 'latin1')]) });
    expect(await rejectionOf(run('note', 'auth', '-'))).toMatchObject({
      message: 'standard input is not UTF-8: byte 0xE9 at offset 3, line 1',
      exitCode: 2,
    });
    expect((await context.chorus.get('auth')).note).toBe('kept');
  });

  test('standard input is not read without it', async () => {
    const { run, context } = testContext();
    await context.chorus.record('auth');
    Object.assign(context, { stdin: new PassThrough() });
    expect(await run('note', 'auth')).toEqual(quiet);
  });

  test.each<[args: string[], message: string]>([
    [['auth', ' '], 'the note is empty'],
    [['auth', 'x'.repeat(10_001)], 'the note has 10,001 characters'],
    [['auth', 'x', '--clear'], 'a text and --clear exclude each other'],
    [['auth', '-'], 'nothing on standard input'],
    [['auht', 'x'], 'there is no session "auht"'],
  ])('%j is refused, and nothing is changed', async (args, message) => {
    const { run, context } = testContext();
    await context.chorus.record('auth', { note: 'kept' });
    expect(await rejectionOf(run('note', ...args))).toMatchObject({ message, exitCode: message.startsWith('there is no session') ? 8 : 2 });
    expect((await context.chorus.get('auth')).note).toBe('kept');
  });
});

describe('new and fork', () => {
  test('--tag and --note are kept with the session', async () => {
    const { run, context, calls } = testContext();
    await run('new', 'auth', '--tag', 'a,b', '--tag', 'c', '--note', 'first');
    expect(await context.chorus.get('auth')).toMatchObject({ tags: ['a', 'b', 'c'], note: 'first' });
    await run('fork', 'auth', 'branch', 'go', '--tag', 'd', '--note', 'second');
    expect(calls).toMatchObject([{ action: 'fork', options: { tags: ['d'], note: 'second' } }]);
    await run('new', 'plain');
    expect(await context.chorus.get('plain')).toMatchObject({ tags: [], note: null });
  });

  test.each<[args: string[], message: string]>([
    [['--tag', 'a b'], '"a b" is not a tag'],
    [['--note', ''], 'the note is empty'],
  ])('%j is refused, and there is no session', async (args, message) => {
    const { run, context } = testContext();
    expect(await rejectionOf(run('new', 'auth', ...args))).toMatchObject({
      message,
      exitCode: message.startsWith('there is no session') ? 8 : 2,
    });
    expect(context.world.store.sessions.names()).toEqual([]);
  });
});
