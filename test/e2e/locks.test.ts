import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFakeClaude, fakeCalls, letGo, plainTurn, type Scenario } from '../support/fake-claude.ts';
import { killLeftovers } from '../support/leftovers.ts';
import { createConversation } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { type LogEvent, lastExchange, type Outcome, session, talk } from './turns.ts';
import { startTurn, startWaiting } from './under-way.ts';

describe('while a turn runs', () => {
  test('set goes through, and is not lost', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('set', 'auth', 'effort=low');
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    expect((await sandbox.chorus('set', 'auth', 'model=haiku', 'maxTurns=5')).exitCode).toBe(0);
    expect((await sandbox.chorus('unset', 'auth', 'effort')).exitCode).toBe(0);
    expect(running.exitCode).toBeNull();
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({
      settings: { model: 'haiku', maxTurns: 5 },
      totals: { turns: 2 },
      last: { verdict: 'resumed' },
    });
    expect(session(sandbox, 'auth').settings).not.toHaveProperty('effort');
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).model).toContain('haiku');
  });

  test('list, show, log and a lazy fork go through; the fork stands at the last whole turn', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    for (const args of [['list'], ['show', 'auth'], ['log'], ['fork', 'auth', 'branch']]) {
      expect((await sandbox.chorus(...args)).exitCode).toBe(0);
    }
    expect(running.exitCode).toBeNull();
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    const ran = await sandbox.chorus('resume', 'branch', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'forked' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'three'));
  });

  test.each<[what: string, ...Omit<Scenario, 'release'>[]]>([
    ['that asks for the release', { releaseWaitsFor: 'set', steps: [plainTurn()] }],
    ['whose claude is slow to begin', { steps: [{ waitFor: 'set' }, plainTurn()] }],
  ])('set is not lost in a first turn %s', async (_, scenario) => {
    await using sandbox = await createSandbox({ claude: '/set/below' });
    const dir = join(sandbox.root, 'fake');
    sandbox.env.CHORUS_CLAUDE = createFakeClaude(dir, { release: '2.1.329', ...scenario });
    await sandbox.chorus('new', 'auth', '--effort', 'low');
    const running = sandbox.spawn(['resume', 'auth', 'one'], { stdin: 'ignore' });
    const asksRelease = 'releaseWaitsFor' in scenario;
    await expect.poll(() => fakeCalls(dir).length, { interval: 10 }).toBe(asksRelease ? 1 : 2);
    expect((await sandbox.chorus('set', 'auth', 'model=haiku', 'maxTurns=5')).exitCode).toBe(0);
    expect(running.exitCode).toBeNull();
    expect(fakeCalls(dir)).toHaveLength(asksRelease ? 1 : 2);
    letGo(dir, 'set');
    expect((await running).exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({
      state: 'active',
      settings: { effort: 'low', model: 'haiku', maxTurns: 5 },
      totals: { turns: 1 },
    });
  });

  test('rename and rm that do not wait: exit 5, and nothing is changed', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'other');
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    for (const args of [
      ['rm', 'auth', '--no-wait'],
      ['rm', 'auth', '--transcript', '--no-wait'],
      ['rename', 'auth', 'login', '--no-wait'],
      ['rename', 'auth', 'login', '--wait', '0.2'],
    ]) {
      expect(await sandbox.chorus(...args)).toMatchObject({ exitCode: 5, stdout: '' });
    }
    expect((await sandbox.chorus('rename', 'other', 'another', '--no-wait')).exitCode).toBe(0);
    expect((await sandbox.chorus('rm', 'another', '--no-wait')).exitCode).toBe(0);
    expect(running.exitCode).toBeNull();
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    expect(session(sandbox, 'auth').totals.turns).toBe(2);
    expect(sandbox.transcripts()).toHaveLength(1);
    expect((await sandbox.chorus('rename', 'auth', 'login', '--no-wait')).exitCode).toBe(0);
  });

  test('rename and rm wait for its end', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    const { child: renaming } = await startWaiting(sandbox, 'rename', 'auth', 'login');
    sandbox.api.release();
    expect((await renaming).exitCode).toBe(0);
    expect((await running).exitCode).toBe(0);
    expect(session(sandbox, 'login').totals.turns).toBe(2);
    const { child: again } = await startTurn(sandbox, 'resume', 'login', 'three {{hold}}');
    const { child: removing } = await startWaiting(sandbox, 'rm', 'login');
    sandbox.api.release();
    expect((await removing).exitCode).toBe(0);
    expect((await again).exitCode).toBe(0);
    expect(sandbox.readLog<LogEvent>().map((event) => event.session)).toEqual(['auth', 'auth', 'login']);
    expect(() => session(sandbox, 'login')).toThrow();
  });
});

describe('a chorus that was killed', () => {
  test('its claude goes on and still holds the session; what it answered is not lost', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    running.kill('SIGKILL');
    await running;
    expect((await sandbox.chorus('resume', 'auth', 'three', '--no-wait')).exitCode).toBe(5);
    const { child: next } = await startWaiting(sandbox, 'resume', 'auth', 'three', '--json');
    sandbox.api.release();
    expect(JSON.parse(String((await next).stdout))).toMatchObject({
      verdict: { status: 'resumed', evidence: { lineage: 'proved' } },
      exitCode: 0,
    });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two {{hold}}', 'three'));
  });

  test('in its first turn, together with its claude: the session can be gone on with', async () => {
    await using sandbox = await createSandbox();
    const { child: running } = await startTurn(sandbox, 'new', 'auth', 'one {{hold}}', '--model', 'haiku');
    const { sessionId, createdAt } = session(sandbox, 'auth');
    const written = () => sandbox.transcripts().some((path) => readFileSync(path, 'utf8').includes('"content":"one {{hold'));
    await expect.poll(written).toBe(true);
    killLeftovers(sandbox.home);
    expect((await running).signal).toBe('SIGKILL');
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'starting', sessionId, settings: { model: 'haiku' } });
    const listed = await sandbox.chorus('list');
    expect(listed.stdout).toMatch(/^auth .*unverified/m);
    const ran = await sandbox.chorus('resume', 'auth', '{{say go on}}', '--no-wait', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ sessionId, verdict: { status: 'resumed' } });
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('haiku') });
    expect(lastExchange(sandbox).history[0]).toContain('user: one {{hold}}');
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, createdAt, state: 'active' });
  });
});

describe('who holds the session', () => {
  const clock = '\\d\\d:\\d\\d:\\d\\d';

  test('is told to who waits, and to who does not', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    const holder = `chorus resume \\(process ${running.pid}\\) since ${clock}`;
    const refused = await sandbox.chorus('rename', 'auth', 'login', '--no-wait');
    expect(refused.stderr).toMatch(new RegExp(`^chorus: session "auth" is busy: held by ${holder}\\n`));
    const { child: waiting } = await startWaiting(sandbox, 'resume', 'auth', 'three');
    sandbox.api.release();
    expect((await waiting).stderr).toMatch(new RegExp(`^chorus: waiting: the session is held by ${holder}\\nchorus: ✓ auth resumed`));
    expect((await running).exitCode).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('that is stopped is told with what lets it go on', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    running.kill('SIGSTOP');
    const refused = await sandbox.chorus('resume', 'auth', 'three', '--no-wait');
    expect(refused.stderr).toContain(`which is stopped: kill -CONT ${running.pid}`);
    const { child: waiting } = await startWaiting(sandbox, 'resume', 'auth', 'three', '--json');
    sandbox.api.release();
    // Its claude answers, and nobody takes the answer in.
    await expect.poll(() => readFileSync(sandbox.transcripts()[0] ?? '', 'utf8')).toContain('reply to: two');
    expect(waiting.exitCode).toBeNull();
    running.kill('SIGCONT');
    expect((await running).exitCode).toBe(0);
    expect((await waiting).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two {{hold}}', 'three'));
  });

  test('and was killed is told to live on in its claude', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    running.kill('SIGKILL');
    await running;
    const refused = await sandbox.chorus('resume', 'auth', 'three', '--no-wait');
    expect(refused.stderr).toMatch(
      /held by the claude of chorus resume \(process \d+\) since \d\d:\d\d:\d\d, still running although chorus has ended/,
    );
  });

  test('is told when the lock was removed under it', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}', '--json');
    rmSync(join(sandbox.chorusHome, 'locks'), { recursive: true });
    sandbox.api.release();
    expect(JSON.parse(String((await running).stdout))).toMatchObject({
      hints: ['The lock of the session was removed while the turn ran: another call may have run beside it.'],
    });
  });

  test('leaves no lock behind when the name is gone', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    await sandbox.chorus('rename', 'auth', 'login');
    await sandbox.chorus('rm', 'login');
    expect(readdirSync(join(sandbox.chorusHome, 'locks'))).toEqual([]);
  });

  test('who waits for a session that is renamed is told that it is gone', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    const { child: renaming } = await startWaiting(sandbox, 'rename', 'auth', 'login');
    const { child: late } = await startWaiting(sandbox, 'resume', 'auth', 'three');
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    expect((await renaming).exitCode).toBe(0);
    const { exitCode, stderr } = await late;
    expect(exitCode).toBe(8);
    expect(stderr).toContain('there is no session "auth"');
    expect(session(sandbox, 'login').totals.turns).toBe(2);
  });
});
