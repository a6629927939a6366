import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createConversation, createTwoTurns } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { expectNothingDone, lastExchange, loseConversation, type Outcome, said, session, talk, transcriptOf } from './turns.ts';
import { timeOut } from './under-way.ts';

describe('fork', () => {
  test('branches off with the whole history, and leaves the original as it was, byte for byte', async () => {
    await using sandbox = await createTwoTurns();
    const parent = session(sandbox, 'auth');
    const file = readFileSync(sandbox.sessionFile('auth'), 'utf8');
    const transcript = readFileSync(transcriptOf(sandbox, 'auth'));

    const ran = await sandbox.chorus('fork', 'auth', 'auth-jwt', 'Use JWT instead');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'reply to: Use JWT instead\n' });
    expect(said(ran.stderr)).toBe('chorus: ✓ auth-jwt forked: descends from the fork point\n');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'Use JWT instead'));
    expect(readFileSync(transcriptOf(sandbox, 'auth')).equals(transcript)).toBe(true);
    expect(readFileSync(sandbox.sessionFile('auth'), 'utf8')).toBe(file);
    const branch = session(sandbox, 'auth-jwt');
    expect(branch.sessionId).not.toBe(parent.sessionId);
    expect(branch).toMatchObject({
      parent: { name: 'auth', sessionId: parent.sessionId, at: parent.tip },
      cwd: parent.cwd,
      formerIds: [],
      totals: { turns: 1 },
      last: { verdict: 'forked' },
    });
    expect(sandbox.transcript(branch.sessionId)).toBeTruthy();

    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
    await sandbox.chorus('resume', 'auth-jwt', 'four');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'Use JWT instead', 'four'));
  });

  test("has the original's settings, and its own above them", async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'sonnet', '--system-prompt', 'You are a pirate.');
    const ran = await sandbox.chorus('fork', 'auth', 'cheap', 'two', '--model', 'haiku', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ action: 'fork', verdict: { status: 'forked', drift: [] }, exitCode: 0 });
    expect(lastExchange(sandbox)).toMatchObject({
      model: expect.stringContaining('haiku'),
      system: expect.stringContaining('You are a pirate.'),
    });
    expect(session(sandbox, 'cheap').settings).toEqual({ model: 'haiku', systemPrompt: 'You are a pirate.' });
    expect(session(sandbox, 'auth').settings).toEqual({ model: 'sonnet', systemPrompt: 'You are a pirate.' });
    await sandbox.chorus('resume', 'cheap', 'three');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('haiku'), history: talk('one', 'two', 'three') });
  });

  test('costs what its own turns cost, not what the original had cost', async () => {
    await using sandbox = await createConversation();
    const { costUsd } = session(sandbox, 'auth').totals;
    await sandbox.chorus('resume', 'auth', 'two');
    await sandbox.chorus('fork', 'auth', 'branch', 'three');
    expect(costUsd).toBeGreaterThan(0);
    expect(session(sandbox, 'auth').totals.costUsd).toBeCloseTo(2 * costUsd, 8);
    expect(session(sandbox, 'branch').totals.costUsd).toBeCloseTo(costUsd, 8);
  });

  test('errors: nothing to fork, a name that exists, another directory', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'empty');
    const run = (...args: string[]) => expectNothingDone(sandbox, () => sandbox.inProcess('fork', ...args));
    expect(await run('empty', 'branch', 'x')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('"empty" has no conversation yet that could be forked'),
    });
    expect(await run('auth', 'empty', 'x')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('already a session "empty"') });
    expect(await run('auth', 'auth', 'x')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('already a session "auth"') });
    expect(await run('nobody', 'branch', 'x')).toMatchObject({
      exitCode: 8,
      stderr: expect.stringContaining('there is no session "nobody"'),
    });
    expect(await run('auth', 'branch', 'x', '--cwd', '/tmp')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--cwd') });
    expect(await run('auth', '../branch', 'x')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is not a session name') });
  });

  test('--force takes the place of a session, whose id is kept', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'branch');
    const old = session(sandbox, 'branch');
    const ran = await sandbox.chorus('fork', 'auth', 'branch', 'two', '--force', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'forked' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect(session(sandbox, 'branch')).toMatchObject({ formerIds: [old.sessionId], parent: { name: 'auth' } });
  });
});

describe('fork without a prompt', () => {
  test('stands where the original was then, even if that moved on', async () => {
    await using sandbox = await createTwoTurns();
    const parent = session(sandbox, 'auth');
    const recorded = await sandbox.chorus('fork', 'auth', 'before-migration');
    expect(recorded).toMatchObject({ exitCode: 0, stdout: '' });
    expect(sandbox.transcripts()).toHaveLength(1);
    expect(session(sandbox, 'before-migration')).toMatchObject({
      state: 'recorded',
      parent: { name: 'auth', sessionId: parent.sessionId, at: parent.tip },
      totals: { turns: 0, costUsd: 0 },
    });
    await sandbox.chorus('resume', 'auth', 'three');
    await sandbox.chorus('resume', 'auth', 'four');
    const transcript = readFileSync(transcriptOf(sandbox, 'auth'));

    const first = await sandbox.chorus('resume', 'before-migration', 'another way', '--json');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'another way'));
    expect(first.json<Outcome>()).toMatchObject({ verdict: { status: 'forked', evidence: { lineage: 'proved' } }, exitCode: 0 });
    expect(readFileSync(transcriptOf(sandbox, 'auth')).equals(transcript)).toBe(true);
    const second = await sandbox.chorus('resume', 'before-migration', 'further', '--json');
    expect(second.json<Outcome>().verdict.status).toBe('resumed');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'another way', 'further'));
    await sandbox.chorus('resume', 'auth', 'five');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three', 'four', 'five'));
  });

  test('sees nothing of a prompt of the original that was timed out', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'cp');
    const timedOut = await timeOut(sandbox, 'resume', 'auth', 'risky {{hold}}', '--json');
    expect(timedOut.json<Outcome>()).toMatchObject({ turn: { status: 'timeout' }, exitCode: 124 });
    expect(readFileSync(transcriptOf(sandbox, 'auth'), 'utf8')).toContain('"content":"risky {{hold');
    const ran = await sandbox.chorus('resume', 'cp', 'two', '--json');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'forked', evidence: { lineage: 'proved' } }, exitCode: 0 });
  });

  test('a branch of such a branch stands at the same point', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'a');
    await sandbox.chorus('resume', 'auth', 'two');
    const ran = await sandbox.chorus('fork', 'a', 'b', 'three', '--json');
    expect(ran.json<Outcome>().verdict.status).toBe('forked');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'three'));
  });

  test('needs neither the name of the original nor its session file', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'branch');
    await sandbox.inProcess('rm', 'auth');
    const ran = await sandbox.chorus('resume', 'branch', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'forked' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test("with the original's transcript gone: nothing is sent, exit 3", async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'branch');
    loseConversation(sandbox, 'auth');
    const ran = await sandbox.chorus('resume', 'branch', 'two', '--json');
    expect(ran.exitCode).toBe(3);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'not-found' }, turn: { status: 'none' }, exitCode: 3 });
    expect(sandbox.api.exchanges).toHaveLength(1);
  });
});
