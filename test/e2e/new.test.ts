import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { chorusBin, createSandbox } from '../support/sandbox.ts';
import { expectNothingDone, lastExchange, type Outcome, said, session, talk } from './turns.ts';

describe('the first turn', () => {
  test('starts a conversation under an id that chorus chose, and records it', async () => {
    await using sandbox = await createSandbox();
    const before = Date.now();
    const ran = await sandbox.chorus('new', 'auth', 'Design the login flow');

    expect(ran.stdout).toBe('reply to: Design the login flow\n');
    expect(said(ran.stderr)).toBe('chorus: ✓ auth started: a new conversation\n');
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('Design the login flow'));
    const kept = session(sandbox, 'auth');
    expect(kept).toMatchObject({
      name: 'auth',
      cwd: sandbox.work,
      settings: {},
      profile: null,
      parent: null,
      formerIds: [],
      last: { model: lastExchange(sandbox).model, permissionMode: 'default', contextTokens: 1005, verdict: 'started' },
      totals: { turns: 1, tokens: { input: 1000, output: 5, cacheRead: 0, cacheCreation: 0 } },
      state: 'active',
    });
    expect(kept.totals.costUsd).toBeGreaterThan(0);
    expect(Date.parse(kept.createdAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(kept.lastActiveAt)).toBeGreaterThan(Date.parse(kept.createdAt));
    expect(existsSync(sandbox.transcript(kept.sessionId))).toBe(true);
  });

  test('one that the model refuses leaves a session that can be gone on with', async () => {
    await using sandbox = await createSandbox();
    const refused = await sandbox.chorus('new', 'auth', '{{status 400}}');
    expect(refused.exitCode).toBe(1);
    // As `claude -p` has it, and said once.
    expect(refused.stdout).toBe('API Error: 400 stub says 400\n');
    expect(refused.stderr).toContain('chorus: ✗ auth');
    expect(refused.stderr).not.toContain('API Error');
    const { sessionId } = session(sandbox, 'auth');

    // The prompt that failed stays in the history, and would ask for the error again: the stub goes by the last one.
    const resumed = await sandbox.chorus('resume', 'auth', '--json', 'and {{say fine}}');
    expect(resumed.json<Outcome>()).toMatchObject({ sessionId, verdict: { status: 'resumed' } });
    expect(lastExchange(sandbox).history.at(-1)).toContain('and {{say fine}}');
  });

  test('inside a Claude Code session: the variables of that session do not reach claude', async () => {
    await using sandbox = await createSandbox();
    const env = { CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_CODE_SESSION_ID: '11111111-1111-4111-8111-111111111111' };
    const hook = JSON.stringify({ hooks: { SessionStart: [{ hooks: [{ type: 'command', command: `env > ${sandbox.root}/env.txt` }] }] } });
    const ran = await sandbox.chorus.with({ env }, 'new', 'auth', 'hello', '--json', '--settings', hook);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'started' }, turn: { status: 'ok' }, exitCode: 0 });
    expect(ran.exitCode).toBe(0);
    expect(session(sandbox, 'auth').sessionId).not.toBe(env.CLAUDE_CODE_SESSION_ID);
  });
});

describe('the prompt', () => {
  test('argument and pipe together: the argument, a blank line, the pipe', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus.with({ input: '+ added\n- removed\n' }, 'new', 'review', 'Review this');
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(['user: Review this\n\n+ added\n- removed']);
  });

  test('a pipe alone', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus.with({ input: 'from the pipe: ä\u2028ö\n' }, 'new', 'piped');
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(['user: from the pipe: ä\u2028ö']);
  });

  test('a slow pipe is waited for: standard error says so, and how much was added', async () => {
    await using sandbox = await createSandbox();
    const child = sandbox.spawn(['new', 'fix', 'Fix this', '--quiet'], { stdin: 'pipe' });
    let said = '';
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('\n')) resolve();
      });
    });
    expect(said).toBe('chorus: waiting for standard input; --no-stdin leaves it alone\n');
    child.stdin?.end('data\n');
    expect(await child).toMatchObject({ exitCode: 0, stdout: 'reply to: Fix this\n\ndata\n' });
    expect(said).toContain('chorus: added 5 bytes of standard input to the prompt; --no-stdin leaves it alone\n');
    expect(lastExchange(sandbox).history).toEqual(['user: Fix this\n\ndata']);
  });

  test('a loop that reads its list from standard input keeps it with --no-stdin, and without is told', async () => {
    await using sandbox = await createSandbox();
    const loop = (more: string) =>
      `while read f; do '${process.execPath}' '${chorusBin}' resume all "review $f" --create ${more}; done <list`;
    writeFileSync(join(sandbox.work, 'list'), 'a.ts\nb.ts\n');
    const { execa } = await import('execa');
    const options = { cwd: sandbox.work, env: sandbox.env, extendEnv: false };
    await execa('sh', ['-c', loop('--no-stdin')], options);
    expect(lastExchange(sandbox).history.filter((each) => each.startsWith('user'))).toEqual(['user: review a.ts', 'user: review b.ts']);
    const { stderr } = await execa('sh', ['-c', loop('')], options);
    expect(stderr).toContain('chorus: added 5 bytes of standard input to the prompt');
    expect(lastExchange(sandbox).prompt).toMatch(/^review a\.ts\n\nb\.ts/);
  });

  test.runIf(existsSync('/proc/self/cmdline'))(
    'an argument that is not UTF-8 is refused, or converted with --encoding latin1',
    async () => {
      await using sandbox = await createSandbox();
      const { execa } = await import('execa');
      const call = (more: string) =>
        execa('sh', ['-c', `'${process.execPath}' '${chorusBin}' new auth "$(printf 'caf\\351')" ${more}`], {
          cwd: sandbox.work,
          env: sandbox.env,
          extendEnv: false,
          stdin: 'ignore',
          reject: false,
        });
      const refused = await call('');
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr).toContain('argument 3 is not UTF-8: byte 0xE9 at offset 3, line 1');
      expect(existsSync(sandbox.chorusHome)).toBe(false);
      expect(await call('--encoding latin1')).toMatchObject({ exitCode: 0, stdout: 'reply to: caf\u00e9' });
    },
  );

  test('--prompt-file, with a pipe behind it', async () => {
    await using sandbox = await createSandbox();
    writeFileSync(join(sandbox.work, 'prompt.md'), '# Task\n\nDo it.\n');
    const alone = await sandbox.chorus('new', 'one', '--prompt-file', 'prompt.md');
    expect(alone.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(['user: # Task\n\nDo it.']);
    const both = await sandbox.chorus.with({ input: 'data' }, 'new', 'two', '--prompt-file', join(sandbox.work, 'prompt.md'));
    expect(both.exitCode).toBe(0);
    expect(lastExchange(sandbox).prompt).toMatch(/^# Task\n\nDo it\.\n+data$/);
  });

  test('one of 1 MB, more than an argument can hold, arrives whole', async () => {
    await using sandbox = await createSandbox({ reply: (prompt) => `${prompt.length} characters` });
    const input = `${'0123456789'.repeat(100_000)}END`;
    const ran = await sandbox.chorus.with({ input }, 'new', 'long');
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toBe('1000003 characters\n');
    expect(lastExchange(sandbox).prompt === input).toBe(true);
  });

  test('is not swallowed by a list of tools before it', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus(
      'new',
      'auth',
      '--json',
      '--allowedTools',
      'Bash(git log *),Edit',
      '--allowed-tools',
      'Read',
      'The prompt',
    );
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(['user: The prompt']);
    expect(ran.json<Outcome>().claude.argv).toContain('--allowedTools=Bash(git log *),Edit,Read');
    expect(session(sandbox, 'auth').settings).toEqual({ allowedTools: ['Bash(git log *)', 'Edit', 'Read'] });
  });

  test('one that begins with a dash is a mistake that the error explains; from a pipe it is a prompt', async () => {
    await using sandbox = await createSandbox();
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('new', 'auth', '- first\n- second'));
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('A prompt that begins with a dash: pipe it in, or use --prompt-file.\n');
    const piped = await sandbox.chorus.with({ input: '- first\n- second' }, 'new', 'auth');
    expect(piped.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(['user: - first\n- second']);
  });
});

describe('without a prompt', () => {
  test('the session is only recorded; its first turn comes with its first resume', async () => {
    await using sandbox = await createSandbox();
    const recorded = await sandbox.chorus('new', 'later', '--model', 'sonnet');
    expect(recorded).toMatchObject({ exitCode: 0, stdout: '' });
    expect(recorded.stderr).toBe('chorus: recorded later. To start it: chorus resume later "<prompt>"\n');
    expect(sandbox.api.exchanges).toEqual([]);
    expect(sandbox.transcripts()).toEqual([]);
    const kept = session(sandbox, 'later');
    expect(kept).toMatchObject({ state: 'recorded', tip: null, last: null, settings: { model: 'sonnet' }, totals: { turns: 0 } });

    const first = await sandbox.chorus('resume', 'later', 'now', '--json');
    expect(first.json<Outcome>()).toMatchObject({
      action: 'resume',
      sessionId: kept.sessionId,
      verdict: { status: 'started' },
      exitCode: 0,
    });
    expect(first.exitCode).toBe(0);
    const second = await sandbox.chorus('resume', 'later', 'and now', '--json');
    expect(second.json<Outcome>()).toMatchObject({ sessionId: kept.sessionId, verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('now', 'and now'));
    expect(lastExchange(sandbox).model).toContain('sonnet');
    expect(session(sandbox, 'later')).toMatchObject({ createdAt: kept.createdAt, formerIds: [], state: 'active' });
  });
});

describe('a name that exists', () => {
  test('is an error, and nothing is sent or changed', async () => {
    await using sandbox = await createConversation();
    for (const args of [
      ['new', 'auth', 'again'],
      ['new', 'auth'],
      ['new', 'auth', 'again', '--dry-run'],
    ]) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus(...args));
      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toBe(
        'chorus: there is already a session "auth"\n        Continue it: chorus resume auth. Or start a new conversation in its place: --force.\n',
      );
    }
  });

  test('--force starts a new conversation, and the old id is kept', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'haiku');
    const first = session(sandbox, 'auth');
    const ran = await sandbox.chorus('new', 'auth', 'two', '--force', '--json');
    expect(ran.exitCode).toBe(0);
    expect(ran.json<Outcome>().verdict.status).toBe('started');
    expect(lastExchange(sandbox).history).toEqual(talk('two'));
    const second = session(sandbox, 'auth');
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(second).toMatchObject({ formerIds: [first.sessionId], settings: {}, totals: { turns: 1 }, parent: null });
    expect(second.createdAt > first.createdAt).toBe(true);
    expect(sandbox.transcript(first.sessionId)).toBeTruthy();
    const told = (id: string) => `chorus: replaced auth; its former conversation is left as it is: claude --resume ${id}\n`;
    expect(ran.stderr).toContain(told(first.sessionId));

    const recorded = await sandbox.chorus('new', 'auth', '--force');
    expect(recorded.stderr).toContain(told(second.sessionId));
    expect(session(sandbox, 'auth')).toMatchObject({ formerIds: [first.sessionId, second.sessionId], state: 'recorded', tip: null });
  });
});

/** Claude may say what the conversation is called before it says `init`. */
function initIn(stream: string): object | undefined {
  return stream
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { subtype?: string })
    .find(({ subtype }) => subtype === 'init');
}

describe('the directory', () => {
  test("is the session's own, from wherever chorus is called", async () => {
    await using sandbox = await createSandbox();
    const project = join(sandbox.root, 'my project.v2');
    mkdirSync(project);
    const started = await sandbox.chorus('new', 'there', 'one', '--cwd', '../my project.v2', '--stream');
    expect(started.exitCode).toBe(0);
    expect(initIn(started.stdout)).toMatchObject({ cwd: project });
    expect(session(sandbox, 'there')).toMatchObject({ cwd: project, settings: {} });
    expect(dirname(sandbox.transcript(session(sandbox, 'there').sessionId))).toMatch(/-my-project-v2$/);

    const resumed = await sandbox.chorus.with({ cwd: sandbox.home }, 'resume', 'there', 'two', '--stream');
    expect(resumed.exitCode).toBe(0);
    expect(initIn(resumed.stdout)).toMatchObject({ cwd: project });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test('one that does not exist is an error before anything starts', async () => {
    await using sandbox = await createSandbox();
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('new', 'auth', 'one', '--cwd', 'nowhere'));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(join(sandbox.work, 'nowhere'));
  });
});
