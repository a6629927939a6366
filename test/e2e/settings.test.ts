import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, createConversation, prepared } from '../support/prepared.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { editSession, expectNothingDone, lastExchange, type Outcome, session, talk } from './turns.ts';

type Shown = Record<string, { value: unknown; origin: string }>;

async function shownSettings(sandbox: Sandbox, name: string): Promise<Shown> {
  return (await sandbox.inProcess('show', name, '--json')).json<{ settings: Shown }>().settings;
}

function initOf(stdout: string): { tools: string[]; permissionMode: string; model: string } {
  const line = stdout.split('\n').find((each) => each.includes('"subtype":"init"'));
  return JSON.parse(line ?? '{}') as { tools: string[]; permissionMode: string; model: string };
}

const withSonnet = prepared((sandbox) => begin(sandbox, 'auth', 'one', '--model', 'sonnet'));

describe('layers', () => {
  test('call > session > profile > defaults > built in: each reaches the model, and show tells where it is from', async () => {
    await using sandbox = await createSandbox();
    const model = () => lastExchange(sandbox).model;
    await sandbox.inProcess('set', '--defaults', 'model=haiku', 'effort=low', 'maxTurns=9');
    await sandbox.chorus('new', 'auth', 'one');
    expect(model()).toContain('haiku');
    await sandbox.inProcess('set', '--profile', 'careful', 'model=sonnet', 'effort=high');
    await sandbox.inProcess('set', 'auth', 'profile=careful');
    const profiled = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('sonnet'), effort: 'high' });
    expect(profiled.json<Outcome>().claude.argv).toContain('--max-turns=9');
    await sandbox.inProcess('set', 'auth', 'model=opus');
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('opus'), effort: 'high' });
    await sandbox.chorus('resume', 'auth', 'four', '--model', 'haiku');
    expect(model()).toContain('haiku');

    expect(await shownSettings(sandbox, 'auth')).toEqual({
      model: { value: 'opus', origin: 'session' },
      effort: { value: 'high', origin: 'profile:careful' },
      maxTurns: { value: 9, origin: 'defaults' },
      onBackgroundTasks: { value: 'wait', origin: 'built-in' },
      backgroundTimeout: { value: 600, origin: 'built-in' },
      vault: { value: true, origin: 'built-in' },
      maxAgeDays: { value: 25, origin: 'built-in' },
      expiry: { value: 'when-gone', origin: 'built-in' },
      onGone: { value: 'fail', origin: 'built-in' },
      onModelChange: { value: 'warn', origin: 'built-in' },
      onLimit: { value: 'fail', origin: 'built-in' },
      onLimitTimeout: { value: 21_600, origin: 'built-in' },
    });
    const shown = await sandbox.inProcess('show', 'auth');
    expect(shown.stdout).toMatch(/^effort +high +profile:careful$/m);
    expect(shown.stdout).toMatch(/^model +opus +session$/m);

    await sandbox.inProcess('unset', 'auth', 'model', 'profile');
    await sandbox.inProcess('unset', '--defaults', 'effort');
    await sandbox.chorus('resume', 'auth', 'five');
    expect(model()).toContain('haiku');
    expect(await shownSettings(sandbox, 'auth')).toMatchObject({ model: { value: 'haiku', origin: 'defaults' } });
    expect(Object.keys(await shownSettings(sandbox, 'auth'))).not.toContain('effort');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three', 'four', 'five'));
  });

  test('new --profile pins the profile, and a later change of it holds', async () => {
    await using sandbox = await createSandbox();
    await sandbox.inProcess('set', '--profile', 'cheap', '--model', 'haiku');
    const started = await sandbox.chorus('new', 'auth', 'one', '--profile', 'cheap', '--effort', 'high');
    expect(started.exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({ profile: 'cheap', settings: { effort: 'high' } });
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('haiku'), effort: expect.anything() });
    await sandbox.inProcess('set', '--profile', 'cheap', 'model=sonnet');
    await sandbox.chorus('resume', 'auth', 'two');
    expect(lastExchange(sandbox)).toMatchObject({ model: expect.stringContaining('sonnet'), effort: 'high' });

    const unknown = await expectNothingDone(sandbox, () => sandbox.chorus('new', 'other', 'x', '--profile', 'chaep'));
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toBe('chorus: there is no profile "chaep"\n        Did you mean cheap?\n');
  });
});

describe('set and unset', () => {
  test('values are kept by their kind, as a person may read and edit them', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    const ran = await sandbox.chorus(
      'set',
      'auth',
      'allowedTools=Bash(git log *),Edit',
      'maxTurns=3',
      'timeout=5m',
      'strictMcpConfig=true',
      'addDir=../home',
      '--permission-mode',
      'plan',
    );
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const settings = {
      allowedTools: ['Bash(git log *)', 'Edit'],
      maxTurns: 3,
      timeout: 300,
      strictMcpConfig: true,
      addDir: [sandbox.home],
      permissionMode: 'plan',
    };
    expect(session(sandbox, 'auth').settings).toEqual(settings);
    expect(readFileSync(sandbox.sessionFile('auth'), 'utf8')).toBe(`${JSON.stringify(session(sandbox, 'auth'), null, 2)}\n`);
    await sandbox.inProcess('unset', 'auth', 'maxTurns', 'timeout');
    const { maxTurns: _, timeout: __, ...rest } = settings;
    expect(session(sandbox, 'auth').settings).toEqual(rest);
  });

  test('what is wrong is named, with what is allowed, and nothing is changed', async () => {
    await using sandbox = await createConversation();
    const cases: [args: string[], ...said: string[]][] = [
      [['set', 'auth', 'modle=opus'], '"modle" on the command line is not a setting', 'Did you mean model?'],
      [['set', 'auth', 'nonsense=1'], '"nonsense" on the command line is not a setting', 'All settings: chorus help settings.'],
      [['set', 'auth', 'permission-mode=plan'], '"permission-mode"', 'Did you mean permissionMode?'],
      [['set', 'auth', 'effort=extreme'], '--effort must be one of low, medium, high, xhigh, max', '"extreme"'],
      [['set', 'auth', 'maxTurns=many'], '--max-turns must be a whole number above 0', '"many"'],
      [['set', 'auth', 'timeout=soon'], '--timeout must be seconds, or a time like 90s, 5m or 2h'],
      [['set', 'auth', 'strictMcpConfig=perhaps'], 'must be true or false'],
      [['set', 'auth', 'model='], '--model must be a non-empty text'],
      [['set', 'auth', 'model'], '"model" is not key=value'],
      [['set', 'auth'], 'nothing to set'],
      [['set', 'auth', 'profile=nobody'], 'there is no profile "nobody"'],
      [['set', '--defaults', '--profile', 'x', 'model=opus'], 'exclude each other'],
      [['unset', 'auth', 'modle'], '"modle" on the command line is not a setting'],
      [['unset', 'auth', 'cwd'], 'the cwd of a session cannot be unset'],
      [['resume', 'auth', 'x', '--effort', 'extreme'], '--effort must be one of low, medium, high, xhigh, max'],
      [['resume', 'auth', 'x', '--max-turns', '0'], '--max-turns must be a whole number above 0'],
      [['resume', 'auth', 'x', '--timeout', '-5'], '--timeout must be'],
      [['new', 'other', 'x', '--permission-mode', 'yolo'], '--permission-mode must be one of acceptEdits, auto'],
      [['new', 'other', 'x', '--output', 'xml'], 'text, json, stream-json'],
      [['new', 'other', 'x', '--system-prompt-file', 'missing.md'], '--system-prompt-file names nothing that exists'],
      [['resume', 'auth', 'x', '--mcp-config', 'missing.json'], '--mcp-config names nothing that exists'],
      [['resume', 'auth', 'x', '--settings', '{bad}'], '--settings must be a JSON object; it is not valid JSON'],
      [['fork', 'auth', 'other', 'x', '--agents', '[]'], '--agents must be a JSON object of agents'],
      [['resume', 'auth', 'x', '--json-schema', '{"type":"text"}'], '--json-schema must be a JSON Schema'],
      [['set', 'auth', 'mcpConfig={}'], '--mcp-config must be a JSON object with "mcpServers"'],
      [['new', 'other', '--prompt-file', 'missing.md'], `the prompt file cannot be read: ${join(sandbox.work, 'missing.md')}`],
      [['new', 'other', 'x', '--prompt-file', 'missing.md'], 'a prompt as an argument and --prompt-file exclude each other'],
      [['resume', 'auth', 'x', '--wait', 'long'], 'seconds'],
      [['resume', 'auth', 'x', '--json', '--stream'], 'exclude each other'],
    ];
    for (const [args, ...texts] of cases) {
      const ran = await expectNothingDone(sandbox, () => sandbox.inProcess(...args));
      expect({ args, exitCode: ran.exitCode }).toEqual({ args, exitCode: 2 });
      for (const text of texts) expect(ran.stderr.replaceAll('\n        ', ' ')).toContain(text);
    }
  });

  test('a session that is none is named: exit 8', async () => {
    await using sandbox = await createSandbox();
    const ran = await expectNothingDone(sandbox, () => sandbox.inProcess('set', 'nobody', 'model=opus'));
    expect(ran).toMatchObject({ exitCode: 8, stdout: '', stderr: expect.stringContaining('there is no session "nobody"') });
  });

  test('a setting that a hand spoilt is named before anything is sent', async () => {
    await using sandbox = await createConversation();
    editSession(sandbox, 'auth', { settings: { maxTurns: 'three' } });
    const wrongKind = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'two'));
    expect(wrongKind).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrongKind.stderr).toContain('maxTurns of session "auth" must be a whole number above 0\n');
    editSession(sandbox, 'auth', { settings: { modle: 'opus' } });
    const unknownKey = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'two'));
    expect(unknownKey).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknownKey.stderr).toContain('"modle" in the settings of session "auth" is not a setting\n');
    expect((await sandbox.inProcess('unset', 'auth', 'modle')).exitCode).toBe(0);
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
  });
});

describe('what really arrives', () => {
  test('tools: only those that are offered, on the first turn and on the next', async () => {
    await using sandbox = await createSandbox();
    const started = await sandbox.chorus('new', 'auth', '--tools', 'Bash,Read', 'one', '--stream');
    expect(initOf(started.stdout).tools.toSorted()).toEqual(['Bash', 'Read']);
    expect(lastExchange(sandbox).tools).toEqual(expect.arrayContaining(['Bash', 'Read']));
    expect(lastExchange(sandbox).tools).not.toContain('Edit');
    const resumed = await sandbox.chorus('resume', 'auth', 'two', '--stream');
    expect(initOf(resumed.stdout).tools.toSorted()).toEqual(['Bash', 'Read']);
    const none = await sandbox.chorus('resume', 'auth', 'three', '--tools', '', '--stream');
    expect(initOf(none.stdout).tools).toEqual([]);
    expect(session(sandbox, 'auth').settings).toEqual({ tools: ['Bash', 'Read'] });
  });

  test('disallowed tools are not offered', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', '--disallowedTools', 'Write', '--disallowed-tools', 'Bash,Edit', 'one');
    expect(lastExchange(sandbox).tools).toContain('Read');
    for (const tool of ['Bash', 'Edit', 'Write']) expect(lastExchange(sandbox).tools).not.toContain(tool);
    expect(session(sandbox, 'auth').settings).toEqual({ disallowedTools: ['Write', 'Bash', 'Edit'] });
  });

  test('the permission mode, which claude forgets, is passed on every turn', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--permission-mode', 'plan');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--stream');
    expect(initOf(ran.stdout).permissionMode).toBe('plan');
    expect(session(sandbox, 'auth').last?.permissionMode).toBe('plan');
    expect(sandbox.readLog().at(-1)).toMatchObject({ permissionMode: { asked: 'plan', effective: 'plan' }, drift: [] });
  });

  test('an allowed tool runs; a switch that is pinned can be taken back for a call', async () => {
    await using sandbox = await createSandbox();
    const path = join(sandbox.work, 'made.txt');
    const write = `{{tool Write {"file_path":${JSON.stringify(path)},"content":"made"}}}`;
    const ran = await sandbox.chorus('new', 'auth', write, '--allowedTools', 'Write', '--strict', '--disable-slash-commands');
    expect(ran.exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('made');
    const preview = await sandbox.chorus('resume', 'auth', 'x', '--no-disable-slash-commands', '--dry-run', '--json');
    expect(preview.json<Outcome>().claude.argv).not.toContain('--disable-slash-commands');
    expect(preview.json<Outcome>().claude.argv).toContain('--allowedTools=Write');
  });

  test('a JSON Schema: what fits it comes as structuredOutput', async () => {
    await using sandbox = await createSandbox();
    const schema = JSON.stringify({ type: 'object', properties: { n: { type: 'number' } }, required: ['n'] });
    const ran = await sandbox.chorus('new', 'auth', '{{tool StructuredOutput {"n":3}}}', '--json-schema', schema, '--json');
    expect(ran.json()).toMatchObject({ turn: { status: 'ok', structuredOutput: { n: 3 } }, exitCode: 0 });
  });
});

describe('another model', () => {
  test('warn tells what it costs, fail refuses, fresh starts anew', async () => {
    await using sandbox = await withSonnet();
    const { sessionId } = session(sandbox, 'auth');
    const { model } = lastExchange(sandbox);

    const warned = await sandbox.chorus('resume', 'auth', 'two', '--model', 'haiku');
    expect(warned.exitCode).toBe(0);
    expect(warned.stderr).toContain(`chorus: haiku must read 1,005 tokens of context again: ${model} answered the last turn.\n`);

    const refused = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'three', '--on-model-change', 'fail'));
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(`"auth" was last answered by ${lastExchange(sandbox).model}, and this call asks for sonnet\n`);

    const fresh = await sandbox.chorus('resume', 'auth', 'four', '--on-model-change', 'fresh', '--json');
    expect(fresh.json<Outcome>()).toMatchObject({ verdict: { status: 'restarted' }, exitCode: 0 });
    expect(lastExchange(sandbox)).toMatchObject({ model, history: talk('four') });
    expect(session(sandbox, 'auth').formerIds).toEqual([sessionId]);
  });

  test('a fresh start reads nothing anew, and is not refused', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--model', 'sonnet', '--on-model-change', 'fail');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--model', 'haiku', '--fresh', '--json');
    expect(ran.exitCode).toBe(0);
    expect(ran.json<Outcome>().verdict.status).toBe('restarted');
  });

  test('the size of the context is that of the last answer, even when a turn failed since', async () => {
    await using sandbox = await withSonnet();
    expect((await sandbox.chorus('resume', 'auth', '{{status 400}}')).exitCode).toBe(1);
    const ran = await sandbox.chorus('resume', 'auth', '{{say fine}}', '--model', 'haiku');
    expect(ran.stderr).toContain('haiku must read 1,005 tokens of context again');
    expect(session(sandbox, 'auth').last?.model).toContain('haiku');
  });

  test('an alias and the full name that it stands for are one model', async () => {
    await using sandbox = await withSonnet();
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--model', lastExchange(sandbox).model, '--on-model-change', 'fail');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'reply to: two\n' });
  });
});

describe('config', () => {
  test('path, get and list', async () => {
    await using sandbox = await createSandbox();
    const path = join(sandbox.chorusHome, 'config.json');
    expect(await sandbox.inProcess('config', 'path')).toMatchObject({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
    expect(await sandbox.inProcess('config', 'list')).toMatchObject({ exitCode: 0, stdout: '' });
    await sandbox.inProcess('set', '--defaults', 'model=haiku', 'allowedTools=Read,Edit');
    await sandbox.inProcess('set', '--profile', 'careful', 'permissionMode=plan');
    const config = {
      version: 1,
      defaults: { model: 'haiku', allowedTools: ['Read', 'Edit'] },
      profiles: { careful: { permissionMode: 'plan' } },
    };
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(config);
    expect((await sandbox.inProcess('config', 'list', '--json')).json()).toEqual(config);
    expect((await sandbox.inProcess('config', 'list')).stdout).toBe(
      'defaults         model           haiku\ndefaults         allowedTools    Read,Edit\nprofile careful  permissionMode  plan\n',
    );
    expect((await sandbox.inProcess('config', 'get', 'model')).stdout).toBe('haiku\n');
    expect((await sandbox.inProcess('config', 'get', 'allowedTools', '--json')).json()).toEqual(['Read', 'Edit']);
    expect((await sandbox.inProcess('config', 'get', 'maxAgeDays')).stdout).toBe('25\n');
    expect((await sandbox.inProcess('config', 'get', 'permissionMode', '--profile', 'careful')).stdout).toBe('plan\n');
    const unset = await sandbox.inProcess('config', 'get', 'effort');
    expect(unset).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unset.stderr).toBe('chorus: effort is not set\n        Set it: chorus set --defaults effort=<value>\n');
  });

  test('one that does not parse is never overwritten: exit 7, with its path', async () => {
    await using sandbox = await createConversation();
    await sandbox.inProcess('set', '--defaults', 'model=haiku');
    const path = join(sandbox.chorusHome, 'config.json');
    writeFileSync(path, '{ "version": 1, "defaults": {');
    for (const args of [
      ['resume', 'auth', 'two'],
      ['new', 'other', 'one'],
      ['set', '--defaults', 'model=opus'],
      ['config', 'list'],
    ]) {
      const ran = await expectNothingDone(sandbox, () => sandbox.chorus(...args));
      expect(ran).toMatchObject({ exitCode: 7, stdout: '' });
      expect(ran.stderr).toContain(`chorus: ${path} is damaged: `);
    }
  });
});
