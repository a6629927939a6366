import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { editSession, expectNothingDone, lastExchange, type Outcome, said, session, talk } from './turns.ts';

describe('going on', () => {
  test('the whole history arrives, under the same id, and createdAt never moves', async () => {
    await using sandbox = await createConversation();
    const first = session(sandbox, 'auth');
    const second = await sandbox.chorus('resume', 'auth', 'two');
    expect(second).toMatchObject({ exitCode: 0, stdout: 'reply to: two\n' });
    expect(said(second.stderr)).toBe('chorus: ✓ auth resumed: descends from the tip\n');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    const afterSecond = session(sandbox, 'auth');
    const third = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(third.json<Outcome>()).toMatchObject({
      session: 'auth',
      sessionId: first.sessionId,
      action: 'resume',
      verdict: {
        status: 'resumed',
        restored: false,
        drift: [],
        evidence: { expectedId: first.sessionId, initId: first.sessionId, resultId: first.sessionId, lineage: 'proved' },
      },
      turn: { status: 'ok', subtype: 'success', result: 'reply to: three', denials: [] },
      exitCode: 0,
      hints: [],
    });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));

    const last = session(sandbox, 'auth');
    expect(last).toMatchObject({ sessionId: first.sessionId, createdAt: first.createdAt, formerIds: [], totals: { turns: 3 } });
    expect(last.lastActiveAt > afterSecond.lastActiveAt && afterSecond.lastActiveAt > first.lastActiveAt).toBe(true);
    expect(new Set([first, afterSecond, last].map(({ tip }) => tip?.uuid)).size).toBe(3);
    expect(readFileSync(sandbox.transcript(last.sessionId), 'utf8')).toContain(`"uuid":"${last.tip?.uuid}"`);
    expect(sandbox.transcripts()).toHaveLength(1);
  });

  test('the pinned model and effort are asked for on every turn', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'pinned', 'one', '--model', 'haiku', '--effort', 'high');
    const second = await sandbox.chorus('resume', 'pinned', 'two', '--json');
    await sandbox.chorus('resume', 'pinned', 'three');
    expect(sandbox.api.exchanges.map(({ model }) => model)).toEqual(Array(3).fill(expect.stringContaining('haiku')));
    expect(second.json<Outcome>().claude.argv).toEqual([
      '-p',
      '--verbose',
      '--output-format',
      'stream-json',
      `--resume=${session(sandbox, 'pinned').sessionId}`,
      '--model=haiku',
      '--effort=high',
    ]);
    await sandbox.inProcess('set', 'pinned', 'model=sonnet');
    await sandbox.chorus('resume', 'pinned', 'four');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('sonnet'), effort: 'high' });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three', 'four'));
  });

  test('flags hold for their call alone; with --save they stay', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'sonnet');
    const once = await sandbox.chorus('resume', 'auth', 'two', '--model', 'haiku');
    expect(once.exitCode).toBe(0);
    expect(once.stderr).toContain('haiku must read 1,005 tokens of context again: ');
    expect(lastExchange(sandbox).model).toContain('haiku');
    expect(session(sandbox, 'auth').settings).toEqual({ model: 'sonnet' });
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).model).toContain('sonnet');

    await sandbox.chorus('resume', 'auth', 'four', '--model', 'haiku', '--max-turns', '7', '--save');
    expect(session(sandbox, 'auth').settings).toEqual({ model: 'haiku', maxTurns: 7 });
    const kept = await sandbox.chorus('resume', 'auth', 'five', '--json');
    expect(lastExchange(sandbox).model).toContain('haiku');
    expect(kept.json<Outcome>().claude.argv).toContain('--max-turns=7');
  });

  test('what stands behind -- goes to claude, for that call', async () => {
    await using sandbox = await createConversation();
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json', '--', '--effort', 'low', '--betas', 'some-beta-2026');
    expect(ran.exitCode).toBe(0);
    expect(ran.json<Outcome>().claude.argv.slice(-4)).toEqual(['--effort', 'low', '--betas', 'some-beta-2026']);
    expect(lastExchange(sandbox)).toMatchObject({ effort: 'low', history: talk('one', 'two') });
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox)).toMatchObject({ effort: sandbox.api.exchanges[0]?.effort, history: talk('one', 'two', 'three') });
    expect(lastExchange(sandbox).effort).not.toBe('low');
    expect(session(sandbox, 'auth').settings).toEqual({});
  });

  test('an option that claude does not know is its error, told in its words', async () => {
    await using sandbox = await createConversation();
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--', '--no-such-option');
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ran.stderr).toContain("unknown option '--no-such-option'");
    expect(sandbox.api.exchanges).toHaveLength(1);
    expect((await sandbox.chorus('resume', 'auth', 'three')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'three'));
  });

  test('keys that chorus does not know survive a turn, a set and a rename', async () => {
    await using sandbox = await createConversation();
    editSession(sandbox, 'auth', { ticket: { id: 7, tags: ['a.b', 'c'] }, note: 'by hand', tags: ['work'] });
    await sandbox.chorus('resume', 'auth', 'two');
    await sandbox.inProcess('set', 'auth', 'model=haiku');
    await sandbox.inProcess('rename', 'auth', 'login');
    expect(sandbox.readSession('login')).toMatchObject({ ticket: { id: 7, tags: ['a.b', 'c'] }, note: 'by hand', tags: ['work'] });
    expect((await sandbox.inProcess('show', 'login', '--json')).json()).toMatchObject({ ticket: { id: 7 }, note: 'by hand' });
  });
});

describe('without a name', () => {
  test('the session last used in this directory goes on', async () => {
    await using sandbox = await createSandbox();
    const other = join(sandbox.root, 'other');
    mkdirSync(other);
    await sandbox.chorus('new', 'first', 'a1');
    await sandbox.chorus('new', 'second', 'b1');
    await sandbox.chorus.with({ cwd: other }, 'new', 'elsewhere', 'c1');
    await sandbox.chorus('resume', 'first', 'a2');
    // A setting is no use of a session.
    await sandbox.inProcess('set', 'second', 'model=opus');

    const argument = await sandbox.chorus('resume', 'go on here', '--json');
    expect(argument.json<Outcome>()).toMatchObject({ session: 'first', verdict: { status: 'resumed' } });
    expect(lastExchange(sandbox).history).toEqual(talk('a1', 'a2', 'go on here'));
    const piped = await sandbox.chorus.with({ input: 'piped', cwd: other }, 'resume', '--json');
    expect(piped.json<Outcome>()).toMatchObject({ session: 'elsewhere' });
    expect(lastExchange(sandbox).history).toEqual(talk('c1', 'piped'));
  });

  test('in a directory where none was used it is an error', async () => {
    await using sandbox = await createConversation();
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus.with({ cwd: sandbox.home }, 'resume', 'go on here'));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'chorus: no session was used in this directory yet\n        Name one: chorus resume <name>. chorus list shows them all.\n',
    );
  });
});

describe('--fresh', () => {
  test('starts a fresh conversation under the name: settings stay, the old id is kept', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'haiku');
    const old = session(sandbox, 'auth');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--fresh', '--json');
    const fresh = session(sandbox, 'auth');
    expect(ran.json<Outcome>()).toMatchObject({
      sessionId: fresh.sessionId,
      verdict: { status: 'restarted', restored: false },
      exitCode: 0,
    });
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox)).toMatchObject({ history: talk('two'), model: expect.stringContaining('haiku') });
    expect(fresh).toMatchObject({ formerIds: [old.sessionId], settings: { model: 'haiku' }, state: 'active' });
    expect(fresh.sessionId).not.toBe(old.sessionId);
    // It is that of the conversation, and this one is new.
    expect(fresh.createdAt > old.createdAt).toBe(true);
    expect(sandbox.transcript(old.sessionId)).toBeTruthy();

    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).history).toEqual(talk('two', 'three'));
    expect(session(sandbox, 'auth')).toMatchObject({ createdAt: fresh.createdAt, formerIds: [old.sessionId] });
  });
});

describe('nothing is sent', () => {
  test('without a prompt', async () => {
    await using sandbox = await createConversation();
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth'));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'chorus: no prompt given\n        As in: chorus resume auth "<prompt>", or pipe it in. Only a terminal can do without one.\n',
    );
  });

  test('when the directory is gone', async () => {
    await using sandbox = await createSandbox();
    const project = join(sandbox.root, 'project');
    mkdirSync(project);
    await sandbox.chorus('new', 'auth', 'one', '--cwd', project);
    rmSync(project, { recursive: true });
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'two'));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `chorus: the directory of "auth" is gone: ${project}\n        Bring it back, or name its new place: chorus set auth cwd=<directory>\n`,
    );
    const moved = join(sandbox.root, 'moved');
    mkdirSync(moved);
    expect((await sandbox.inProcess('set', 'auth', `cwd=${moved}`)).exitCode).toBe(0);
    const resumed = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(resumed.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });
});
