import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, prepared } from '../support/prepared.ts';
import { chorusBin, createSandbox } from '../support/sandbox.ts';
import { expectNothingDone, lastExchange, type Outcome, said, session, talk, transcriptOf } from './turns.ts';

function linesOf(stdout: string): Record<string, unknown>[] {
  expect(stdout.endsWith('\n')).toBe(true);
  return stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const withHaiku = prepared((sandbox) => begin(sandbox, 'auth', 'one', '--model', 'haiku'));

describe('text', () => {
  test('stdout is the answer and nothing else, whatever it holds', async () => {
    await using sandbox = await createSandbox({ reply: () => 'first\n\n\u001b[31mred\u001b[0m \u2028 ä\nlast\n' });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--quiet');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    // Not a terminal: a script sees what it would see from claude -p.
    const bare = await sandbox.claude(['-p'], 'one');
    expect(ran.stdout).toBe(bare.stdout);
  });

  test('--quiet: what is wrong is said all the same', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', '{{status 400}}', '-q');
    expect(ran).toMatchObject({ exitCode: 1, stdout: 'API Error: 400 stub says 400\n' });
    expect(ran.stderr).toContain('turn: error');
  });

  test('--verbose tells which claude is run, and how', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--verbose', '--append-system-prompt', "it's");
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'reply to: one\n' });
    const { CHORUS_CLAUDE: path } = sandbox.env;
    const { sessionId, last } = sandbox.readSession<{ sessionId: string; last: { release: string } }>('auth');
    const added = /(\d+) records added/.exec(ran.stderr)?.[1];
    expect(said(ran.stderr)).toBe(
      `chorus: claude ${last.release}, ${path}\nchorus: start in ${sandbox.work}\n` +
        `chorus: ${path} -p --verbose --output-format stream-json --session-id=${sessionId} --name=auth '--append-system-prompt=it'\\''s'\n` +
        `chorus: evidence: asked for ${sessionId}, init names ${sessionId}, the result ${sessionId}; lineage proved; ${added} records added\n` +
        'chorus: ✓ auth started: a new conversation\n',
    );
  });

  test('colours only where they are wanted', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    expect((await sandbox.inProcess('list')).stdout).not.toContain('\u001b');
    expect((await sandbox.chorus.with({ env: { FORCE_COLOR: '1' } }, 'list')).stdout).toContain('\u001b[');
    expect((await sandbox.chorus.with({ env: { FORCE_COLOR: '1' } }, 'list', '--no-color')).stdout).not.toContain('\u001b');
    expect((await sandbox.chorus.with({ env: { NO_COLOR: '1' } }, 'list')).stdout).not.toContain('\u001b');
  });
});

describe('json', () => {
  test('one object with everything', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--output', 'json', '--model', 'haiku');
    const { sessionId } = session(sandbox, 'auth');
    const model = lastExchange(sandbox).model;
    expect(linesOf(ran.stdout)).toEqual([
      {
        session: 'auth',
        sessionId,
        action: 'new',
        verdict: {
          status: 'started',
          reason: 'a new conversation',
          restored: false,
          drift: [],
          evidence: {
            expectedId: sessionId,
            initId: sessionId,
            resultId: sessionId,
            lineage: expect.any(String),
            recordsAdded: expect.any(Number),
            messages: { before: null, reachable: null },
            context: { before: null, first: 1000 },
          },
        },
        turn: {
          status: 'ok',
          subtype: 'success',
          terminalReason: 'completed',
          apiErrorStatus: null,
          result: 'reply to: one',
          denials: [],
          numTurns: 1,
          durationMs: expect.any(Number),
          costUsd: expect.any(Number),
          usage: expect.objectContaining({ input_tokens: 1000, output_tokens: 5 }),
          backgroundTasks: [],
          cache: null,
        },
        claude: {
          release: expect.stringMatching(/^\d+\.\d+\.\d+$/),
          path: sandbox.env.CHORUS_CLAUDE,
          argv: ['-p', '--verbose', '--output-format', 'stream-json', `--session-id=${sessionId}`, '--name=auth', '--model=haiku'],
        },
        exitCode: 0,
        hints: [],
      },
    ]);
    expect(sandbox.readLog().at(-1)).toMatchObject({ model: { asked: 'haiku', effective: expect.any(String) } });
    expect(model).toContain('haiku');
  });

  test('an error is one object on stdout, with its code, and a sentence on stderr', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    const cases: [args: string[], exitCode: number, code: string, message: string][] = [
      [['resume', 'auht', 'x', '--json'], 8, 'session-not-found', 'there is no session "auht"'],
      [['resume', 'auth', 'x', '--output', 'json', '--nope'], 2, 'unknown-option', "unknown option '--nope'"],
      [['show', 'nobody', '--json'], 8, 'session-not-found', 'there is no session "nobody"'],
      [['new', '../x', 'x', '--output=json'], 2, 'invalid-name', '"../x" is not a session name'],
    ];
    for (const [args, exitCode, code, message] of cases) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus(...args));
      expect(ran).toMatchObject({ exitCode, stderr: expect.stringContaining(`chorus: ${message}\n`) });
      expect(ran.json()).toEqual({ error: { code, message, hint: expect.any(String), exitCode } });
    }
  });
});

describe('stream-json', () => {
  test("claude's lines as they are, then one of chorus's own", async () => {
    await using sandbox = await createSandbox({ reply: (prompt) => `U+2028 \u2028 and ü for ${prompt}` });
    await sandbox.chorus('new', 'auth', 'one');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--output', 'stream-json', '--include-partial-messages');
    const json = await sandbox.inProcess('show', 'auth', '--json');
    const lines = linesOf(ran.stdout);
    const own = lines.at(-1) as unknown as Outcome;
    expect(own).toMatchObject({ type: 'chorus', subtype: 'turn', session: 'auth', verdict: { status: 'resumed' }, exitCode: 0 });
    expect(own.sessionId).toBe(json.json<{ sessionId: string }>().sessionId);
    const types = lines.slice(0, -1).map(({ type }) => type);
    expect(types.filter((type) => type === 'result')).toHaveLength(1);
    expect(types).toContain('stream_event');
    expect(types).not.toContain('chorus');
    const answer = lines.find(({ type }) => type === 'assistant') as { message: { content: { text: string }[] } };
    expect(answer.message.content[0]?.text).toBe('U+2028 \u2028 and ü for two');
    expect(own.turn.result).toBe('U+2028 \u2028 and ü for two');
  });

  test('a call that is not sent is that one line', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--stream', '--', '--no-such-option');
    expect(ran.exitCode).toBe(1);
    expect(linesOf(ran.stdout)).toMatchObject([
      { type: 'chorus', subtype: 'turn', verdict: { status: 'unverified' }, turn: { status: 'none' }, exitCode: 1 },
    ]);
  });
});

describe('--dry-run', () => {
  test('prints the whole command line, starts nothing and writes nothing', async () => {
    await using sandbox = await createSandbox();
    const args = ['--model', 'haiku', '--system-prompt', "it's $HOME", '--allowedTools', 'Bash(git log *)', '--dry-run'];
    const ran = await sandbox.chorus('new', 'auth', 'one', ...args);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(
      /^\S+\/claude -p --verbose --output-format stream-json --session-id=[0-9a-f-]{36} --name=auth --model=haiku '--allowedTools=Bash\(git log \*\)' '--system-prompt=it'\\''s \$HOME'\n$/,
    );
    // Not even for the release: it is taken for the newest known until a turn has asked.
    expect(ran.stderr).toMatch(
      /^chorus: in \S+, with the prompt on standard input; nothing was started; the release .+ assuming \d+\.\d+\.\d+\n$/,
    );
    expect(existsSync(sandbox.chorusHome)).toBe(false);
    expect(existsSync(`${sandbox.home}/.claude`)).toBe(false);
    expect(sandbox.api.exchanges).toEqual([]);
  });

  test('of resume and fork, as JSON', async () => {
    await using sandbox = await withHaiku();
    const { sessionId } = session(sandbox, 'auth');
    const preview = (...args: string[]) => expectNothingDone(sandbox, () => sandbox.chorus(...args, '--dry-run', '--json'));
    const resume = await preview('resume', 'auth', 'two', '--model', 'opus', '--save');
    expect(resume.json()).toMatchObject({
      session: 'auth',
      sessionId,
      plan: 'resume',
      cwd: sandbox.work,
      claude: { path: sandbox.env.CHORUS_CLAUDE, argv: expect.arrayContaining([`--resume=${sessionId}`, '--model=opus']) },
    });
    const fresh = await preview('resume', 'auth', 'two', '--fresh');
    expect(fresh.json()).toMatchObject({ plan: 'restart', claude: { argv: expect.not.arrayContaining([`--resume=${sessionId}`]) } });
    const fork = await preview('fork', 'auth', 'branch', 'two');
    expect(fork.json()).toMatchObject({
      session: 'branch',
      plan: 'fork',
      claude: { argv: expect.arrayContaining([`--resume=${sessionId}`, '--fork-session', '--model=haiku']) },
    });
  });

  test('is what is run then', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'haiku', '--tools', 'Bash,Read', '--add-dir', '.', '--effort', 'high');
    const args = ['resume', 'auth', 'two', '--max-turns', '3', '--json'];
    const preview = await sandbox.chorus(...args, '--dry-run');
    const ran = await sandbox.chorus(...args);
    expect(ran.json<Outcome>().claude).toEqual(preview.json<Outcome>().claude);
  });
});

describe('stdout that is closed early', () => {
  test('does not stop the turn, which is recorded', async () => {
    await using sandbox = await createSandbox({ reply: () => 'x'.repeat(300_000) });
    for (const output of ['text', 'json', 'stream-json']) {
      const child = sandbox.spawn(['new', output, 'one', '--output', output], { stdin: 'ignore' });
      child.stdout?.destroy();
      expect((await child).exitCode).toBe(0);
      expect(session(sandbox, output)).toMatchObject({ state: 'active', last: { verdict: 'started' }, totals: { turns: 1 } });
    }
    expect(sandbox.readLog()).toHaveLength(3);
  });

  test('in a pipeline with head', async () => {
    await using sandbox = await createSandbox();
    const { execa } = await import('execa');
    const command = `'${process.execPath}' '${chorusBin}' new auth "{{size 500000}}" | head -c 1`;
    const ran = await execa('sh', ['-c', command], { cwd: sandbox.work, env: sandbox.env, extendEnv: false, stdin: 'ignore' });
    expect(ran.stdout).toBe('x');
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toHaveLength(3);
  });
});

test.runIf(existsSync('/dev/full'))('output that can not be written is no success, whatever the command', async () => {
  await using sandbox = await createSandbox();
  await sandbox.chorus('new', 'auth');
  const { execa } = await import('execa');
  for (const args of ['list', 'list --json', 'tree', 'show auth']) {
    const command = `'${process.execPath}' '${chorusBin}' ${args} > /dev/full`;
    const ran = await execa('sh', ['-c', command], { cwd: sandbox.work, env: sandbox.env, extendEnv: false, reject: false });
    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('standard output cannot be written: ENOSPC') });
  }
});

describe('help', () => {
  test('of every command, with examples, by either way of asking', async () => {
    await using sandbox = await createSandbox();
    for (const verb of ['new', 'resume', 'fork', 'list', 'show', 'tree', 'tag', 'note', 'set', 'unset', 'rename', 'rm', 'log', 'config']) {
      const option = await sandbox.inProcess(verb, '--help');
      expect(option).toMatchObject({ exitCode: 0, stderr: '' });
      expect(option.stdout).toContain(`Usage: chorus ${verb}`);
      expect(option.stdout).toContain(`\nExamples:\n  $ chorus `);
      const command = await sandbox.inProcess('help', verb);
      expect(command).toMatchObject({ exitCode: 0, stderr: '', stdout: option.stdout });
    }
    const top = await sandbox.chorus('--help');
    expect(top).toMatchObject({ exitCode: 0, stderr: '' });
    expect(top.stdout).toMatch(/^Topics, with chorus help <topic>:\n {2}settings /m);
    expect((await sandbox.inProcess('help')).stdout).toBe(top.stdout);
    expect((await sandbox.inProcess('help', 'nope')).exitCode).toBe(2);
    expect(existsSync(sandbox.chorusHome)).toBe(false);
  });

  test('--version', async () => {
    await using sandbox = await createSandbox();
    for (const flag of ['--version', '-V']) {
      expect(await sandbox.chorus(flag)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
    }
  });
});

describe('list and show', () => {
  test('list: the last used first; as JSON an array of sessions', async () => {
    await using sandbox = await createSandbox();
    const empty = await sandbox.inProcess('list');
    expect(empty).toMatchObject({ exitCode: 0, stdout: '' });
    expect(empty.stderr).toBe('chorus: no sessions yet; start one: chorus new <name> "<prompt>"\n');
    expect((await sandbox.inProcess('ls', '--json')).stdout).toBe('[]\n');

    await sandbox.chorus('new', 'auth', 'one', '--model', 'haiku');
    await sandbox.chorus('new', 'docs/api', 'one');
    await sandbox.chorus('resume', 'auth', 'two');
    const json = (await sandbox.inProcess('list', '--json')).json<{ name: string }[]>();
    const ages = { ageDays: 0, expiresInDays: 30, inVault: true };
    expect(json).toEqual([
      { ...sandbox.readSession('auth'), ...ages },
      { ...sandbox.readSession('docs/api'), ...ages },
    ]);
    const { stdout } = await sandbox.inProcess('ls');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header?.split(/ {2,}/)).toEqual([
      'NAME',
      'AGE',
      'LAST USED',
      'VERDICT',
      'TURN',
      'MODEL',
      'TURNS',
      'COST',
      'CONTEXT',
      'DIRECTORY',
    ]);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      [
        'auth',
        '0 d',
        expect.stringMatching(/ ago$/),
        '✓ resumed',
        '✓ ok',
        expect.stringContaining('haiku'),
        '2',
        expect.stringMatching(/^\$/),
        expect.stringMatching(/^\d(\.\d)?k \(<1%\)$/),
        sandbox.work,
      ],
      [
        'docs/api',
        '0 d',
        expect.stringMatching(/ ago$/),
        '✓ started',
        '✓ ok',
        expect.any(String),
        '1',
        expect.stringMatching(/^\$/),
        expect.stringMatching(/^\d(\.\d)?k \(<1%\)$/),
        sandbox.work,
      ],
    ]);
  });

  test('show --json: one session, its age, and settings with origins', async () => {
    await using sandbox = await withHaiku();
    const { settings: _, ...kept } = sandbox.readSession('auth');
    const shown = (await sandbox.inProcess('show', 'auth', '--json')).json<Record<string, unknown>>();
    const path = transcriptOf(sandbox, 'auth');
    const { size } = statSync(path);
    const copy = join(sandbox.chorusHome, 'vault', basename(path));
    expect(shown).toEqual({
      ...kept,
      ageDays: 0,
      transcript: { path, size, expiresInDays: 30, cleanupPeriodDays: 30 },
      labels: { title: 'auth', tag: null },
      vault: { path: copy, size, savedAt: statSync(copy).mtime.toISOString() },
      settings: expect.objectContaining({ model: { value: 'haiku', origin: 'session' } }),
    });
    expect(talk('one')).toEqual(lastExchange(sandbox).history);
  });

  test('what a transcript or a name can not smuggle: control characters are not printed', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', '--append-system-prompt', 'red \u001b[31m alert \u0007');
    const { stdout } = await sandbox.inProcess('show', 'auth');
    expect(stdout).toMatch(/^appendSystemPrompt +red {2}alert/m);
    expect(stdout).not.toMatch(/[\u0007\u001b]/);
  });
});
