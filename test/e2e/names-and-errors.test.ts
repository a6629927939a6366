import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInProcess } from '../support/in-process.ts';
import { createConversation, createTwoTurns } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { editSession, expectNothingDone, lastExchange, type Outcome, session, talk, transcriptOf } from './turns.ts';

describe('names', () => {
  test('that differ only by case are refused, by every command that gives a name', async () => {
    await using sandbox = await createConversation();
    await runInProcess(sandbox, ['new', 'team/Auth_v2']);
    const outside = await sandbox.claude(['-p'], 'outside');
    expect(outside.exitCode).toBe(0);
    const [found] = (await runInProcess(sandbox, ['adopt', '--json'])).json<{ sessionId: string }[]>();
    for (const args of [
      ['new', 'AUTH', 'x'],
      ['new', 'AUTH'],
      ['new', 'AUTH', 'x', '--force'],
      ['new', 'AUTH', 'x', '--dry-run'],
      ['fork', 'auth', 'AUTH', 'x'],
      ['fork', 'auth', 'AUTH'],
      ['rename', 'team/Auth_v2', 'AUTH'],
      ['adopt', String(found?.sessionId), 'AUTH'],
    ]) {
      const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, [...args, '--json']));
      expect({ args, exitCode: ran.exitCode, ...ran.json<object>() }).toMatchObject({
        args,
        exitCode: 2,
        error: { code: 'name-taken', message: 'there is already a session "auth"', hint: expect.stringContaining('differ only by case') },
      });
    }
    expect((await runInProcess(sandbox, ['rename', 'auth', 'AUTH'])).exitCode).toBe(0);
    const listed = (await runInProcess(sandbox, ['list', '--json'])).json<{ name: string }[]>().map(({ name }) => name);
    expect(listed.toSorted()).toEqual(['AUTH', 'team/Auth_v2']);
  });

  test('that differ only by case, from an older home, still work', async () => {
    await using sandbox = await createConversation();
    await runInProcess(sandbox, ['new', 'other']);
    renameSync(sandbox.sessionFile('other'), sandbox.sessionFile('Auth'));
    expect((await sandbox.chorus('resume', 'Auth', 'first of Auth')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('first of Auth'));
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect((await runInProcess(sandbox, ['rm', 'Auth'])).exitCode).toBe(0);
    expect((await runInProcess(sandbox, ['show', 'auth'])).exitCode).toBe(0);
  });

  test('that can not be one are refused, and nothing is written anywhere', async () => {
    await using sandbox = await createConversation();
    const bad = [
      '..',
      '/etc',
      'a/../b',
      'a//b',
      'a/',
      '.hidden',
      'a b',
      'a\u0001b',
      'a\nb',
      'ä',
      '__proto__',
      'constructor',
      'a'.repeat(101),
      '',
      'a\\b',
      'a:b',
    ];
    for (const name of bad) {
      for (const args of [
        ['new', name, 'x'],
        ['fork', 'auth', name, 'x'],
        ['rename', 'auth', name],
        ['set', '--profile', name, 'model=opus'],
      ]) {
        const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, args));
        expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 2, stdout: '' });
        expect(ran.stderr).toMatch(/^chorus: ".*" is not a (session|profile) name\n {8}A name has letters, digits/);
      }
    }
    for (const args of [
      ['new', '-x', 'x'],
      ['resume', '-x', 'x'],
      ['rm', '-x'],
    ]) {
      expect(await expectNothingDone(sandbox, () => runInProcess(sandbox, args))).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });

  test('unknown: the nearest ones are told', async () => {
    await using sandbox = await createSandbox();
    for (const name of ['auth', 'auth-jwt', 'billing']) await runInProcess(sandbox, ['new', name]);
    for (const args of [
      ['resume', 'auht', 'x'],
      ['show', 'auht'],
      ['set', 'auht', 'model=opus'],
      ['rm', 'auht'],
      ['fork', 'auht', 'b', 'x'],
      ['rename', 'auht', 'b'],
    ]) {
      const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, args));
      expect(ran).toMatchObject({ exitCode: 8, stdout: '', stderr: 'chorus: there is no session "auht"\n        Did you mean auth?\n' });
    }
    const far = await sandbox.inProcess('show', 'zzzzzz');
    expect(far.stderr).toBe(
      'chorus: there is no session "zzzzzz"\n        chorus list shows the sessions; chorus new <name> starts one.\n',
    );
  });
});

describe('rename', () => {
  test('the conversation stays the same', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'haiku');
    const before = session(sandbox, 'auth');
    expect(await sandbox.inProcess('mv', 'auth', 'login/Auth')).toMatchObject({ exitCode: 0, stdout: '' });
    const { sessionId, createdAt, settings, tip, totals, lastActiveAt, formerIds } = before;
    expect(session(sandbox, 'login/Auth')).toMatchObject({ sessionId, createdAt, settings, tip, totals, lastActiveAt, formerIds });
    expect((await sandbox.inProcess('show', 'login/Auth', '--json')).json()).toMatchObject({ name: 'login/Auth' });
    expect(existsSync(sandbox.sessionFile('auth'))).toBe(false);
    expect((await sandbox.chorus('resume', 'auth', 'x')).exitCode).toBe(8);
    const ran = await sandbox.chorus('resume', 'login/Auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ session: 'login/Auth', verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect(session(sandbox, 'login/Auth').name).toBe('login/Auth');
  });

  test('onto a name that exists is an error', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'other');
    const rename = (to: string) => expectNothingDone(sandbox, () => runInProcess(sandbox, ['rename', 'auth', to]));
    expect(await rename('other')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'chorus: there is already a session "other"\n        Choose another name, or remove it: chorus rm other\n',
    });
    // To advise `rm auth` here would cost the session.
    expect(await rename('auth')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'chorus: the session is already named "auth"\n        Give another name.\n',
    });
  });
});

describe('rm', () => {
  test("forgets the name; Claude's transcript stays", async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'other');
    const { sessionId } = session(sandbox, 'auth');
    const path = transcriptOf(sandbox, 'auth');
    const transcript = readFileSync(path);
    expect(await sandbox.inProcess('rm', 'auth', 'other')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readdirSync(join(sandbox.chorusHome, 'sessions'))).toEqual([]);
    expect(readFileSync(path).equals(transcript)).toBe(true);
    const outside = await sandbox.claude(['-p', `--resume=${sessionId}`], 'two');
    expect(outside.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect((await sandbox.chorus('new', 'auth', 'afresh')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('afresh'));
  });

  test('--transcript deletes that of this session, and no other', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'branch', 'two');
    await sandbox.chorus('fork', 'auth', 'recorded');
    const [auth, branch] = [transcriptOf(sandbox, 'auth'), transcriptOf(sandbox, 'branch')];
    expect((await sandbox.inProcess('rm', 'recorded', '--transcript')).exitCode).toBe(0);
    expect([existsSync(auth), existsSync(branch)]).toEqual([true, true]);
    expect((await sandbox.inProcess('rm', '--transcript', 'branch')).exitCode).toBe(0);
    expect([existsSync(auth), existsSync(branch)]).toEqual([true, false]);
    expect((await sandbox.chorus('resume', 'auth', 'three')).exitCode).toBe(0);
  });

  test('one unknown name among several: none is removed', async () => {
    await using sandbox = await createConversation();
    const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, ['rm', 'auth', 'nobody']));
    expect(ran).toMatchObject({ exitCode: 8, stdout: '' });
  });
});

describe('bad prompts', () => {
  test('empty, blank or too long: nothing is sent, nothing is kept', async () => {
    await using sandbox = await createConversation();
    const huge = 'x'.repeat(10 * 1024 * 1024 + 1);
    const cases: [input: string | undefined, args: string[], said: string][] = [
      [undefined, ['new', 'other', ''], 'the prompt is empty'],
      [undefined, ['new', 'other', ' \n\t'], 'the prompt is empty'],
      ['\n', ['new', 'other'], 'the prompt is empty'],
      ['', ['resume', 'auth'], 'no prompt given'],
      ['\n', ['resume', 'auth'], 'the prompt is empty'],
      [undefined, ['fork', 'auth', 'other', ''], 'the prompt is empty'],
      [huge, ['new', 'other'], 'the prompt has 10,485,761 bytes or more, and Claude reads at most 10,485,760'],
      [huge, ['resume', 'auth', 'with this'], 'the prompt has 10,485,772 bytes or more, and Claude reads at most 10,485,760'],
    ];
    for (const [input, args, text] of cases) {
      const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, args, input === undefined ? {} : { input }));
      expect({ args, exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ args, exitCode: 2, stdout: '' });
      expect(ran.stderr).toContain(`chorus: ${text}\n`);
    }
  });

  test('an empty pipe is no prompt: programs give one', async () => {
    await using sandbox = await createSandbox();
    expect(await sandbox.chorus.with({ input: '' }, 'new', 'auth')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(session(sandbox, 'auth').state).toBe('recorded');
    expect((await sandbox.chorus.with({ input: '' }, 'resume', 'auth', 'one')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('one'));
  });
});

describe('what is kept', () => {
  test('is for its owner alone: files 0600, folders 0700', async () => {
    await using sandbox = await createTwoTurns();
    await sandbox.inProcess('set', '--defaults', 'model=haiku');
    await sandbox.inProcess('set', '--defaults', 'model=sonnet');
    const modes = Object.fromEntries(
      ['', ...readdirSync(sandbox.chorusHome, { recursive: true, encoding: 'utf8' })].map((path) => {
        const stats = statSync(join(sandbox.chorusHome, path));
        return [path, `${stats.isDirectory() ? 'd' : 'f'}${(stats.mode & 0o777).toString(8)}`];
      }),
    );
    expect(Object.keys(modes)).toEqual(expect.arrayContaining(['', 'config.json', 'log.jsonl', 'sessions', 'sessions/auth.json', 'locks']));
    for (const [path, mode] of Object.entries(modes))
      expect({ path, mode }).toEqual({ path, mode: mode.startsWith('d') ? 'd700' : 'f600' });
  });

  test('a file that does not parse, or has the wrong kind of value, is left as it is: exit 7', async () => {
    await using sandbox = await createConversation();
    const good = readFileSync(sandbox.sessionFile('auth'), 'utf8');
    const broken = [
      '',
      '[]',
      'null',
      '{',
      `${good}}`,
      good.replace(/"sessionId": "[^"]*"/, '"sessionId": "nonsense"'),
      good.replace('"formerIds": []', '"formerIds": "x"'),
    ];
    for (const text of broken) {
      writeFileSync(sandbox.sessionFile('auth'), text);
      const ran = await expectNothingDone(sandbox, () => runInProcess(sandbox, ['resume', 'auth', 'two', '--json']));
      expect({ text, exitCode: ran.exitCode }).toEqual({ text, exitCode: 7 });
      expect(ran.json()).toMatchObject({ error: { code: 'file-damaged', message: expect.stringContaining(sandbox.sessionFile('auth')) } });
    }
    writeFileSync(sandbox.sessionFile('auth'), good);
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
  });

  test('what a hand left out gets its default, and the turn is recorded', async () => {
    await using sandbox = await createConversation();
    const { name, sessionId, createdAt, cwd } = session(sandbox, 'auth');
    writeFileSync(sandbox.sessionFile('auth'), JSON.stringify({ name, sessionId, createdAt, cwd, totals: {}, last: {}, state: 'active' }));
    expect((await sandbox.inProcess('list')).stdout).toMatch(/^auth /m);
    expect((await sandbox.inProcess('show', 'auth')).exitCode).toBe(0);
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.exitCode).toBe(0);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, createdAt, totals: { turns: 1, tokens: { input: 1000 } }, settings: {} });
    expect(sandbox.readLog()).toHaveLength(2);
  });

  test('a value of the wrong kind is found before anything is sent: exit 7', async () => {
    await using sandbox = await createConversation();
    const path = sandbox.sessionFile('auth');
    const good = readFileSync(path, 'utf8');
    const spoilt = {
      createdAt: 'not a date',
      lastActiveAt: 'yesterday',
      tip: { uuid: 5 },
      last: 'resumed',
      parent: { name: 3 },
      state: 'asleep',
      totals: { turns: 'many' },
      settings: ['model'],
      formerIds: [1],
    };
    const found: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(spoilt)) {
      editSession(sandbox, 'auth', { [key]: value });
      const { exitCode, stdout, stderr } = await runInProcess(sandbox, ['resume', 'auth', 'two']);
      found[key] = { exitCode, stdout, isNamed: stderr.includes(`${path} is damaged: ${key}`), asked: sandbox.api.exchanges.length };
      writeFileSync(path, good);
      sandbox.api.exchanges.length = 1;
    }
    const refused = { exitCode: 7, stdout: '', isNamed: true, asked: 1 };
    expect(found).toEqual(Object.fromEntries(Object.keys(spoilt).map((key) => [key, refused])));
  });

  test('a line of the log that is no event is passed over, and said', async () => {
    await using sandbox = await createConversation();
    const path = join(sandbox.chorusHome, 'log.jsonl');
    writeFileSync(path, `null\n42\n${readFileSync(path, 'utf8')}`);
    for (const args of [['log'], ['log', '--failed'], ['log', 'auth', '--json']]) {
      const ran = await runInProcess(sandbox, args);
      expect({ args, exitCode: ran.exitCode }).toEqual({ args, exitCode: 0 });
      expect(ran.stderr).toBe(`chorus: skipped 2 damaged lines of ${path}\n`);
    }
  });

  test('a line of the log that a full disk cut is passed over, and said', async () => {
    await using sandbox = await createConversation();
    const path = join(sandbox.chorusHome, 'log.jsonl');
    const first = readFileSync(path, 'utf8');
    writeFileSync(path, `${first}{"time":"2026-`);
    await sandbox.chorus('resume', 'auth', 'two');
    const ran = await sandbox.inProcess('log', '--json');
    expect(ran.exitCode).toBe(0);
    expect(
      ran.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).action),
    ).toEqual(['resume', 'new']);
    expect(ran.stderr).toBe(`chorus: skipped a damaged line of ${path}\n`);
    expect(readFileSync(path, 'utf8').startsWith(first)).toBe(true);
  });
});
