import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { expectNothingDone, filesOf, type LogEvent, lastExchange, loseConversation, type Outcome, session, talk } from './turns.ts';
import { timeOut } from './under-way.ts';

/** A turn that the model answers when nobody waits for it any more. */
const long = 'wait {{hold}}';

describe('exit codes, with the real claude', () => {
  test('0: the turn is ok and the verdict is good', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--json');
    expect(ran.exitCode).toBe(0);
    expect(ran.json<Outcome>()).toMatchObject({ turn: { status: 'ok' }, exitCode: 0, hints: [] });
  });

  test('1: an API error comes with the subtype success', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', '{{status 400}}', '--json');
    expect(ran.exitCode).toBe(1);
    expect(ran.json<Outcome>()).toMatchObject({
      verdict: { status: 'started' },
      turn: { status: 'error', subtype: 'success', apiErrorStatus: 400, result: 'API Error: 400 stub says 400' },
      exitCode: 1,
    });
    expect(sandbox.readLog<LogEvent>()).toMatchObject([{ verdict: 'started', turn: 'error', exitCode: 1 }]);
    const inWords = await sandbox.chorus('new', 'other', '{{status 400}}');
    // As `claude -p` has it.
    expect(inWords).toMatchObject({ exitCode: 1, stdout: 'API Error: 400 stub says 400\n' });
    expect(inWords.stderr).toContain('turn: error');
  });

  test('2: usage', async () => {
    await using sandbox = await createSandbox();
    expect(await sandbox.chorus()).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^Usage: chorus /) });
    for (const args of [['nope'], ['resume', 'auth', 'x', '--nope'], ['fork', 'a'], ['rm'], ['show', 'a', 'b']]) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus(...args));
      expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 2, stdout: '' });
      expect(ran.stderr).toMatch(/^chorus: .+\n {8}.+\n$/);
    }
    expect(existsSync(sandbox.chorusHome)).toBe(false);
  });

  test('3: the conversation did not go on', async () => {
    await using sandbox = await createConversation();
    loseConversation(sandbox, 'auth');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.exitCode).toBe(3);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'not-found' }, exitCode: 3 });
  });

  test('4: max turns', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus(
      'new',
      'auth',
      '{{tool Bash {"command":"true"}}}',
      '--max-turns',
      '1',
      '--allowedTools',
      'Bash',
      '--json',
    );
    expect(ran.exitCode).toBe(4);
    expect(ran.json<Outcome>()).toMatchObject({
      verdict: { status: 'started' },
      turn: { status: 'limit', subtype: 'error_max_turns' },
      exitCode: 4,
      hints: ['Continue with a higher limit: chorus resume auth "Go on" --max-turns 2'],
    });
    const next = await sandbox.chorus('resume', 'auth', 'go on', '--max-turns', '5', '--json');
    expect(next.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, turn: { status: 'ok' }, exitCode: 0 });
  });

  test('4: the budget of the call', async () => {
    await using sandbox = await createConversation();
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--max-budget-usd', '0.0001', '--json');
    expect(ran.exitCode).toBe(4);
    expect(ran.json<Outcome>()).toMatchObject({ turn: { status: 'limit', subtype: 'error_max_budget_usd' }, exitCode: 4 });
    expect((await sandbox.chorus('resume', 'auth', 'three')).exitCode).toBe(0);
  });

  test('4: the budget of the session: what is left goes along, and when it is spent nothing is sent', async () => {
    await using sandbox = await createSandbox();
    const first = await sandbox.chorus('new', 'auth', 'one', '--budget-usd', '0.005', '--json');
    expect(first.json<Outcome>()).toMatchObject({ turn: { status: 'ok' }, exitCode: 0 });
    expect(first.json<Outcome>().claude.argv).toContain('--max-budget-usd=0.005');
    const cost = session(sandbox, 'auth').totals.costUsd;
    const second = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(second.json<Outcome>().claude.argv).toContain(`--max-budget-usd=${Number((0.005 - cost).toFixed(6))}`);
    expect(second.exitCode).toBe(4);
    const spent = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'three'));
    expect(spent).toMatchObject({ exitCode: 4, stdout: '' });
    expect(spent.stderr).toBe(
      `chorus: the budget of "auth" is spent: $${(2 * cost).toFixed(4)} of $0.005\n        Nothing was sent. Raise it: --budget-usd <dollars>, or for good: chorus set auth budgetUsd=<dollars>\n`,
    );
    await sandbox.inProcess('set', 'auth', 'budgetUsd=1');
    expect((await sandbox.chorus('resume', 'auth', 'four')).exitCode).toBe(0);
  });

  test('5: another call holds the session, and waiting was not wanted', async () => {
    await using sandbox = await createSandbox();
    const running = sandbox.spawn(['new', 'auth', long], { stdin: 'ignore' });
    await expect.poll(() => sandbox.api.exchanges.length).toBe(1);
    const kept = filesOf(sandbox.chorusHome);
    const holder = `chorus new \\(process ${running.pid}\\) since \\d\\d:\\d\\d:\\d\\d`;
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--no-wait', '--json');
    expect(ran).toMatchObject({ exitCode: 5, stderr: expect.stringMatching(/^chorus: session "auth" is busy: /) });
    expect(ran.json()).toEqual({
      error: {
        code: 'busy',
        message: expect.stringMatching(new RegExp(`^session "auth" is busy: held by ${holder}$`)),
        hint: 'Try again, or wait longer with --wait <seconds>.',
        exitCode: 5,
      },
    });
    const waited = await sandbox.chorus('resume', 'auth', 'two', '--wait', '0.2');
    expect(waited.exitCode).toBe(5);
    expect(waited.stderr).toMatch(
      new RegExp(
        `^chorus: waiting: the session is held by ${holder}\nchorus: session "auth" is busy: held by ${holder} \\(waited 0.2 s\\)\n`,
      ),
    );
    expect(sandbox.api.exchanges).toHaveLength(1);
    expect(filesOf(sandbox.chorusHome)).toEqual(kept);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
  });

  test('6: tools were denied, with --strict; without it, 0', async () => {
    await using sandbox = await createSandbox();
    const write = `{{tool Write {"file_path":${JSON.stringify(join(sandbox.work, 'made.txt'))},"content":"made"}}}`;
    const strict = await sandbox.chorus('new', 'auth', write, '--strict', '--json');
    expect(strict.exitCode).toBe(6);
    expect(strict.json<Outcome>()).toMatchObject({
      turn: { status: 'denied', subtype: 'success', result: 'done', denials: [{ tool_name: 'Write' }] },
      exitCode: 6,
      hints: ['Denied: Write. Allow with: chorus set auth allowedTools+=Write'],
    });
    expect(existsSync(join(sandbox.work, 'made.txt'))).toBe(false);
    const lax = await sandbox.chorus('new', 'other', write);
    expect(lax).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(lax.stderr).toContain('chorus: Denied: Write.');
  });

  test('7: what is kept can not be read', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'other');
    const path = sandbox.sessionFile('auth');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
    for (const args of [
      ['resume', 'auth', 'two'],
      ['show', 'auth'],
      ['set', 'auth', 'model=opus'],
      ['fork', 'auth', 'branch', 'x'],
      ['rename', 'auth', 'login'],
      ['new', 'auth', 'x', '--force'],
    ]) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus(...args));
      expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 7, stdout: '' });
      expect(ran.stderr).toContain(`chorus: ${path} is damaged: `);
      expect(ran.stderr).toContain(`${path}.bak`);
    }
    const others = await sandbox.chorus('resume', 'other', 'two');
    expect(others).toMatchObject({ exitCode: 0, stdout: 'reply to: two\n' });
    const list = await sandbox.inProcess('list');
    expect(list.exitCode).toBe(0);
    expect(list.stdout).toMatch(/^other /m);
    expect(list.stderr).toContain(`chorus: ${path} is damaged: `);
    writeFileSync(path, readFileSync(`${path}.bak`));
    expect((await sandbox.inProcess('show', 'auth')).exitCode).toBe(0);
  });

  test('7: the home can not be written', async () => {
    await using sandbox = await createSandbox();
    const file = join(sandbox.root, 'file');
    writeFileSync(file, '');
    const ran = await sandbox.chorus.with({ env: { CHORUS_HOME: join(file, 'home') } }, 'new', 'auth', 'one', '--json');
    expect(ran).toMatchObject({ exitCode: 7, stderr: expect.stringContaining(join(file, 'home')) });
    expect(ran.json()).toMatchObject({
      error: { code: 'file-unreadable', message: expect.stringContaining(join(file, 'home')), exitCode: 7 },
    });
    expect(sandbox.api.exchanges).toEqual([]);
  });

  test('7: a turn that can not be recorded is told as it was', async () => {
    await using sandbox = await createSandbox();
    mkdirSync(join(sandbox.chorusHome, 'log.jsonl'), { recursive: true });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--json');
    expect(ran.exitCode).toBe(7);
    expect(ran.json<Outcome>()).toMatchObject({
      verdict: { status: 'started' },
      turn: { status: 'ok', result: 'reply to: one' },
      exitCode: 7,
      hints: [expect.stringMatching(/^Not all of the turn is recorded: .*log\.jsonl cannot be written: EISDIR/)],
    });
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
    expect(await sandbox.chorus('resume', 'auth', 'two')).toMatchObject({ exitCode: 7, stdout: 'reply to: two\n' });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test('8: there is no such session', async () => {
    await using sandbox = await createSandbox();
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'nobody', 'x'));
    expect(ran).toMatchObject({ exitCode: 8, stdout: '', stderr: expect.stringMatching(/^chorus: .+\n {8}.+\n$/) });
    expect(existsSync(sandbox.chorusHome)).toBe(false);
  });

  test('124: the timeout passed, and claude is ended', async () => {
    await using sandbox = await createConversation();
    const ran = await timeOut(sandbox, 'resume', 'auth', long, '--json');
    expect(ran.exitCode).toBe(124);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, turn: { status: 'timeout' }, exitCode: 124 });
    // Nothing holds the session any more.
    expect((await sandbox.chorus('resume', 'auth', 'x', '--no-wait')).exitCode).toBe(0);
    expect(lastExchange(sandbox).prompt).toBe('x');
  });

  test('127: claude was not found, or is no program', async () => {
    await using sandbox = await createSandbox();
    const plain = join(sandbox.root, 'plain');
    writeFileSync(plain, 'not a program');
    mkdirSync(join(sandbox.root, 'claude'));
    const cases: [env: Record<string, string | undefined>, said: string][] = [
      [{ CHORUS_CLAUDE: '/nowhere/claude' }, 'chorus: claude was not found: /nowhere/claude\n'],
      [{ CHORUS_CLAUDE: undefined, PATH: '/nowhere' }, 'chorus: claude was not found: claude\n'],
      [{ CHORUS_CLAUDE: plain }, `chorus: ${plain} is not an executable file\n`],
      [{ CHORUS_CLAUDE: join(sandbox.root, 'claude') }, `chorus: ${join(sandbox.root, 'claude')} is not an executable file\n`],
    ];
    for (const [env, text] of cases) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus.with({ env }, 'new', 'auth', 'one'));
      expect(ran).toMatchObject({ exitCode: 127, stdout: '' });
      expect(ran.stderr).toContain(text);
    }
    chmodSync(plain, 0o755);
    writeFileSync(plain, '#!/nowhere/interpreter\n');
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus.with({ env: { CHORUS_CLAUDE: plain } }, 'new', 'auth', 'one'));
    expect(ran).toMatchObject({ exitCode: 127, stdout: '' });
    expect(ran.stderr).toContain(`chorus: ${plain} could not be started\n`);
  });

  test.each([
    ['in a first turn', ['new', 'other']],
    ['in a later one', ['resume', 'auth']],
    ['in that of a branch', ['fork', 'auth', 'branch']],
  ])('130: Ctrl-C %s is passed on, and recorded', async (_, args) => {
    await using sandbox = await createConversation();
    const kill = { signal: 'SIGINT', when: () => sandbox.api.exchanges.length === 2 } as const;
    const ran = await sandbox.chorus.with({ kill }, ...args, long, '--json');
    const name = args.at(-1) ?? '';
    expect(ran.exitCode).toBe(130);
    expect(ran.json<Outcome>()).toMatchObject({ session: name, turn: { status: 'interrupted' }, exitCode: 130 });
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({ session: name, turn: 'interrupted', exitCode: 130 });
    // Whether a result comes is up to claude: of 42 bare calls of 2.1.329 that got one SIGINT on a busy machine, 5 ended without. That
    // the signal is passed on once is tested with the fake one.
    expect((await sandbox.chorus('resume', name, 'next')).exitCode).toBe(0);
  });

  test('143: SIGTERM', async () => {
    await using sandbox = await createConversation();
    const kill = { signal: 'SIGTERM', when: () => sandbox.api.exchanges.length === 2 } as const;
    const ran = await sandbox.chorus.with({ kill }, 'resume', 'auth', long);
    expect(ran).toMatchObject({ exitCode: 143, stdout: '' });
    expect(ran.stderr).toContain('turn: interrupted');
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({ turn: 'interrupted', exitCode: 143 });
    // Nothing holds the session any more.
    expect((await sandbox.chorus('resume', 'auth', 'x', '--no-wait')).exitCode).toBe(0);
  });

  test('they are a help topic', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.inProcess('help', 'exit-codes');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const codes = ran.stdout.split('\n').flatMap((line) => /^(\d+(?:\+n)?) {2,}\S/.exec(line)?.[1] ?? []);
    expect(codes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '124', '127', '128+n']);
  });
});
