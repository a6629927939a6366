import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import { openAtTerminal, skipOnboarding } from '../support/interactive.ts';
import { createConversation } from '../support/prepared.ts';
import { realClaude } from '../support/real-claude.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { assistant, user } from '../support/transcripts.ts';
import { editSession, type Finding, type Outcome, session } from './turns.ts';

const id = 'aaaaaaaa-0000-4000-8000-000000000001';

function folderOf(sandbox: Sandbox): string {
  return join(sandbox.home, '.claude', 'projects', sandbox.work.replaceAll(/[^A-Za-z0-9]/g, '-'));
}

function transcript(sandbox: Sandbox): string {
  return join(folderOf(sandbox), `${id}.jsonl`);
}

/** A session whose conversation was led by something else: no turn is needed. */
async function withSession(...args: string[]): Promise<Sandbox> {
  const sandbox = await createSandbox();
  mkdirSync(folderOf(sandbox), { recursive: true });
  const timestamp = new Date().toISOString();
  const records = [user('u1', null, 'Plan it'), assistant('a1', 'u1', 'msg_1')].map((record) => ({
    ...record,
    cwd: sandbox.work,
    timestamp,
  }));
  writeFileSync(transcript(sandbox), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  expect((await sandbox.chorus('adopt', id, 'auth', ...args)).exitCode).toBe(0);
  return sandbox;
}

/** What wants something done. */
async function complaints(sandbox: Sandbox): Promise<Finding[]> {
  const ran = await sandbox.inProcess('doctor', '--json');
  const found = ran.json<Finding[]>().filter(({ level }) => level === 'problem' || level === 'warning');
  expect(ran.exitCode).toBe(found.length === 0 ? 0 : 7);
  return found;
}

/** Runs what a finding says in a shell, and doctor after it, where `chorus` and `claude` are commands. */
async function obey(sandbox: Sandbox, { fix }: Finding) {
  const bin = join(sandbox.root, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'chorus'), `#!/bin/sh\nexec '${process.execPath}' '${chorusBin}' "$@"\n`, { mode: 0o755 });
  if (!existsSync(join(bin, 'claude'))) symlinkSync(realClaude(), join(bin, 'claude'));
  const env = { ...sandbox.env, PATH: `${bin}:${sandbox.env.PATH}` };
  // At a terminal it opens Claude; here somebody adds a prompt.
  const command = fix?.endsWith('--fresh') ? `${fix} one` : fix;
  const script = `set -e\n${command}\nchorus doctor`;
  // An open pipe as standard input would be waited for.
  return execa('sh', ['-c', script], { stdin: 'ignore', env, extendEnv: false, cwd: sandbox.work, reject: false });
}

const daysAgo = (days: number) => Date.now() / 1000 - days * 86_400;

describe('a finding has a command that mends it', () => {
  test.each<[what: string, damage: (sandbox: Sandbox) => unknown, found: [check: string, level: string, message: RegExp]]>([
    [
      'the directory is gone',
      (sandbox) => editSession(sandbox, 'auth', { cwd: join(sandbox.root, "it's gone") }),
      ['directory', 'problem', /^auth: its directory is gone: \S+it's gone; if it was moved: chorus set auth cwd=/],
    ],
    [
      'the transcript is gone, and its copy',
      (sandbox) => {
        rmSync(transcript(sandbox));
        rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
      },
      ['transcript', 'problem', /^auth: its transcript is gone, and there is no copy$/],
    ],
    [
      'the copy is gone',
      (sandbox) => rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true }),
      ['vault', 'warning', /^auth: there is no copy of its transcript$/],
    ],
    [
      'the copy is gone, and the transcript goes soon',
      (sandbox) => {
        rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
        utimesSync(transcript(sandbox), daysAgo(27), daysAgo(27));
      },
      ['transcript', 'warning', /^auth: Claude may delete its transcript soon, and there is no copy$/],
    ],
    [
      'no copy is wanted, and the transcript goes soon',
      (sandbox) => {
        editSession(sandbox, 'auth', { settings: { vault: false } });
        rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
        utimesSync(transcript(sandbox), daysAgo(27), daysAgo(27));
      },
      ['transcript', 'warning', /^auth: Claude may delete its transcript soon, and there is no copy$/],
    ],
    [
      'the id is wedged',
      (sandbox) => {
        editSession(sandbox, 'auth', { state: 'starting', tip: null, root: null });
        const lines = `${JSON.stringify({ type: 'queue-operation', operation: 'enqueue', sessionId: id })}\n`;
        writeFileSync(transcript(sandbox), lines);
        writeFileSync(join(sandbox.chorusHome, 'vault', `${id}.jsonl`), lines);
      },
      ['wedged', 'warning', /^auth: its first turn was ended before an answer, and claude cannot continue under its id$/],
    ],
    [
      'a key is none',
      (sandbox) => editSession(sandbox, 'auth', { settings: { modle: 'opus' } }),
      ['settings', 'problem', /^session auth: "modle" is not a setting$/],
    ],
    [
      'a value does not fit',
      (sandbox) => editSession(sandbox, 'auth', { settings: { effort: 'huge' } }),
      ['settings', 'problem', /^session auth: effort must be one of .*, but is "huge"$/],
    ],
    [
      'a prompt file is gone',
      (sandbox) => editSession(sandbox, 'auth', { settings: { systemPromptFile: '/no/such file' } }),
      ['settings', 'problem', /^session auth: systemPromptFile names nothing that exists: \/no\/such file$/],
    ],
    [
      'the profile is gone',
      (sandbox) => editSession(sandbox, 'auth', { profile: 'lost' }),
      ['settings', 'problem', /^session auth: there is no profile "lost"$/],
    ],
    [
      'a default does not fit',
      ({ chorusHome }) => writeFileSync(join(chorusHome, 'config.json'), '{"version":1,"defaults":{"maxTurns":"many"}}', { mode: 0o600 }),
      ['settings', 'problem', /^the defaults: maxTurns must be a whole number above 0, but is "many"$/],
    ],
    [
      'a value of a profile does not fit',
      ({ chorusHome }) => writeFileSync(join(chorusHome, 'config.json'), '{"version":1,"profiles":{"odd":{"model":[]}}}', { mode: 0o600 }),
      ['settings', 'problem', /^profile odd: model must be a non-empty text, but is \[\]$/],
    ],
    [
      'a file is damaged, and has no good copy',
      (sandbox) => {
        rmSync(`${sandbox.sessionFile('auth')}.bak`, { force: true });
        writeFileSync(sandbox.sessionFile('auth'), '{');
      },
      ['damaged', 'problem', /auth\.json is damaged: .*; there is no last good copy$/],
    ],
    ['others can get in', (sandbox) => chmodSync(sandbox.chorusHome, 0o755), ['permissions', 'warning', /is open to others \(mode 755\)$/]],
    [
      'a folder can not be written',
      (sandbox) => chmodSync(join(sandbox.chorusHome, 'sessions'), 0o500),
      ['permissions', 'problem', /sessions does not give its owner full access \(mode 500\)$/],
    ],
    [
      'the vault is a link',
      (sandbox) => {
        const vault = join(sandbox.chorusHome, 'vault');
        rmSync(vault, { recursive: true });
        mkdirSync(join(sandbox.root, 'elsewhere'));
        symlinkSync(join(sandbox.root, 'elsewhere'), vault);
        editSession(sandbox, 'auth', { settings: { vault: false } });
      },
      ['link', 'problem', /vault is a symbolic link, which chorus does not follow$/],
    ],
    [
      'CHORUS_CLAUDE leads nowhere',
      (sandbox) => Object.assign(sandbox.env, { CHORUS_CLAUDE: '/no/claude' }),
      ['claude', 'problem', /^claude was not found: \/no\/claude$/],
    ],
    [
      'claude is not executable',
      (sandbox) => {
        const path = join(sandbox.root, 'my claude');
        writeFileSync(path, '#!/bin/sh\necho 2.1.329\n', { mode: 0o644 });
        Object.assign(sandbox.env, { CHORUS_CLAUDE: path });
      },
      ['claude', 'problem', /my claude is not an executable file$/],
    ],
  ])('%s', async (_, damage, [check, level, message]) => {
    await using sandbox = await withSession();
    expect(await complaints(sandbox)).toEqual([]);
    await damage(sandbox);
    const [finding, ...others] = await complaints(sandbox);
    expect({ finding, others }).toEqual({
      finding: { check, level, message: expect.stringMatching(message), fix: expect.any(String), fixed: null },
      others: [],
    });
    const obeyed = await obey(sandbox, finding as Finding);
    expect({ exitCode: obeyed.exitCode, output: obeyed.all ?? obeyed.stdout }).toMatchObject({ exitCode: 0 });
  });

  test('something else has the conversation open; a turn of chorus is no such thing', async () => {
    await using sandbox = await createConversation();
    const { sessionId } = session(sandbox, 'auth');
    const registry = join(sandbox.home, '.claude', 'sessions');
    const isOpen = () =>
      existsSync(registry) && readdirSync(registry).some((file) => readFileSync(join(registry, file), 'utf8').includes(sessionId));
    const turn = sandbox.chorus('resume', 'auth', 'two {{hold}}');
    await expect.poll(isOpen).toBe(true);
    expect(await complaints(sandbox)).toEqual([]);
    sandbox.api.release();
    await turn;
    const foreign = sandbox.claude(['-p', `--resume=${sessionId}`], 'by hand {{hold}}');
    await expect.poll(() => complaints(sandbox)).toHaveLength(1);
    const [finding] = await complaints(sandbox);
    expect(finding).toMatchObject({ check: 'live', level: 'warning', fix: expect.stringMatching(/^kill \d+$/) });
    await obey(sandbox, finding as Finding);
    await foreign;
    expect(await complaints(sandbox)).toEqual([]);
  });
});

// Only root can make another user's files, and be that user.
test.runIf(process.getuid?.() === 0)(
  'what sudo chorus has left is given back; a file that nobody could read is not called damaged',
  async () => {
    await using sandbox = await withSession();
    await sandbox.inProcess('set', 'auth', 'model=haiku');
    await execa('chown', ['-R', '65534', sandbox.root]);
    await execa('chown', ['0', sandbox.sessionFile('auth'), join(sandbox.chorusHome, 'locks')]);
    const { stdout, exitCode } = await execa(process.execPath, [chorusBin, 'doctor', '--fix', '--json'], {
      env: sandbox.env,
      extendEnv: false,
      uid: 65534,
      cwd: sandbox.work,
      reject: false,
    });
    const fix = `sudo chown -R 65534 ${sandbox.chorusHome}`;
    expect(exitCode).toBe(7);
    expect((JSON.parse(stdout) as Finding[]).filter(({ check }) => ['permissions', 'damaged', 'home'].includes(check))).toMatchObject([
      { level: 'ok' },
      { level: 'problem', message: `${join(sandbox.chorusHome, 'locks')} and 1 more belong to another user`, fix },
      { level: 'problem', message: expect.stringMatching(/auth\.json cannot be read: EACCES/), fix },
    ]);
  },
);

test.runIf(process.getuid?.() === 0)('a home that cannot be read is an error that says so, not a fault of chorus', async () => {
  await using sandbox = await withSession();
  await execa('chown', ['-R', '65534', sandbox.root]);
  const locked = join(sandbox.root, 'locked');
  mkdirSync(locked, { mode: 0o700 });
  renameSync(sandbox.chorusHome, join(locked, 'chorus'));
  const env = { ...sandbox.env, CHORUS_HOME: join(locked, 'chorus') };
  const run = (...args: string[]) =>
    execa(process.execPath, [chorusBin, ...args], { env, extendEnv: false, uid: 65534, cwd: sandbox.work, reject: false });
  const doctor = await run('doctor', '--json');
  expect(doctor.exitCode).toBe(7);
  expect((JSON.parse(doctor.stdout) as Finding[]).filter(({ check }) => check === 'home')).toEqual([
    {
      check: 'home',
      level: 'problem',
      message: expect.stringMatching(/^\S+\/locked\/chorus cannot be read: EACCES/),
      fix: expect.any(String),
      fixed: null,
    },
  ]);
  for (const args of [['list'], ['resume', 'auth', 'two'], ['new', 'docs', 'one'], ['log'], ['vault'], ['show', 'auth'], ['doctor']]) {
    const { exitCode, stderr, stdout } = await run(...args);
    expect({ args, exitCode, isFault: /fault of chorus|bug in chorus/.test(stderr + stdout) }).toEqual({
      args,
      exitCode: 7,
      isFault: false,
    });
  }
});

test('what is not lost is told, and may be put back at once', async () => {
  await using sandbox = await withSession();
  const whole = readFileSync(transcript(sandbox));
  for (const [content, what] of [
    [undefined, 'gone'],
    ['', 'empty'],
    [whole.subarray(0, 100), 'cut'],
  ] as const) {
    if (content === undefined) rmSync(transcript(sandbox));
    else writeFileSync(transcript(sandbox), content);
    const told = await sandbox.inProcess('doctor');
    expect(told.exitCode).toBe(0);
    expect(told.stdout).toContain(
      `· auth: its transcript is ${what}; the next resume puts it back from the vault\n    chorus doctor --fix\n`,
    );
    expect((await sandbox.inProcess('doctor', '--fix')).stdout).toContain('\n    put back from the vault\n');
    expect(readFileSync(transcript(sandbox))).toEqual(whole);
  }
});

test('a wedged id is another one after it was mended, and the session begins', async () => {
  await using sandbox = await withSession();
  editSession(sandbox, 'auth', { state: 'starting', tip: null, root: null });
  writeFileSync(transcript(sandbox), '{"type":"queue-operation"}\n');
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
  expect((await sandbox.inProcess('doctor', '--fix')).stdout).toContain(
    'cannot continue under its id\n    the next resume starts it under a new id\n',
  );
  expect(session(sandbox, 'auth')).toMatchObject({ state: 'recorded', formerIds: [id] });
  expect((await sandbox.chorus('resume', 'auth', 'one', '--json')).json<Outcome>().verdict.status).toBe('started');
});

test('what is gone, and starts afresh by itself, is no problem', async () => {
  await using sandbox = await withSession('--on-gone', 'fresh');
  rmSync(transcript(sandbox));
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
  const ran = await sandbox.inProcess('doctor');
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('there is no copy; the next resume starts afresh\n') });
});

test('the quirks are those of the release, which is asked for where it is not known; a setting that it lacks is found', async () => {
  await using sandbox = await createFakeSandbox('2.0.50');
  await sandbox.chorus('new', 'auth', '--effort', 'low');
  const ran = await sandbox.inProcess('doctor', '--json');
  const found = ran.json<Finding[]>();
  expect(found.filter(({ check }) => check === 'quirk').map(({ message }) => message)).toEqual([
    'claude 2.0.50 chooses the id of a fork itself: chorus reads it from the answer',
    'claude 2.0.50 forgets the system prompt on resume: chorus passes it on every call',
    'claude 2.0.50 does not know the permission mode manual: chorus passes default, which is the same',
    'claude 2.0.50 sees only what comes after a broken link of the history: chorus says so (truncated)',
    'claude 2.0.50 can neither resume nor start an id whose first turn was killed: chorus starts over under another id',
    'claude 2.0.50 finds a conversation only from its own directory: chorus moves it there when the cwd of a session is changed',
  ]);
  expect(found.filter(({ level }) => level === 'problem')).toMatchObject([
    { message: 'session auth: claude 2.0.50 does not have --effort, which was added in 2.1.50', fix: 'chorus unset auth effort' },
  ]);
  expect(sandbox.asked()).toBe(1);
  await sandbox.inProcess('doctor');
  expect(sandbox.asked()).toBe(1);
});

test('a thousand sessions are looked at', async () => {
  await using sandbox = await withSession();
  const kept = JSON.parse(readFileSync(sandbox.sessionFile('auth'), 'utf8'));
  for (let count = 0; count < 1000; count++) {
    const sessionId = `bbbbbbbb-0000-4000-8000-${String(count).padStart(12, '0')}`;
    copyFileSync(transcript(sandbox), join(folderOf(sandbox), `${sessionId}.jsonl`));
    const copy = join(sandbox.chorusHome, 'vault', `${sessionId}.jsonl`);
    copyFileSync(transcript(sandbox), copy);
    chmodSync(copy, 0o600);
    const path = sandbox.sessionFile(`s${count}`);
    writeFileSync(path, JSON.stringify({ ...kept, name: `s${count}`, sessionId }), { mode: 0o600 });
  }
  const ran = await sandbox.inProcess('doctor');
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ 1,001 sessions ready to resume\n') });
});

test('an interactive run whose chorus was killed is recorded; the files of one whose session is gone are removed', async () => {
  await using sandbox = await createSandbox();
  skipOnboarding(sandbox);
  await sandbox.chorus('new', 'auth', 'zero');
  await using claude = await openAtTerminal(sandbox, ['resume', 'auth']);
  await claude.ask('one');
  const open = await sandbox.inProcess('doctor');
  process.kill(claude.pid, 'SIGKILL');
  await claude.ended;
  expect(open.stdout).not.toContain('interactive run');
  const folder = join(sandbox.chorusHome, 'interactive');
  const left = readdirSync(folder);
  expect(left).toEqual(['auth.jsonl']);
  copyFileSync(join(folder, 'auth.jsonl'), join(folder, '+gone.jsonl'));
  writeFileSync(join(folder, 'cut.settings'), '{', { mode: 0o600 });
  writeFileSync(join(folder, 'notes'), '', { mode: 0o600 });

  // The claude that outlives chorus holds the session.
  const isLeft = async () =>
    (await sandbox.inProcess('doctor')).stdout.includes('· auth: an interactive run was killed before it was recorded');
  await expect.poll(isLeft).toBe(true);
  expect(session(sandbox, 'auth').totals.turns).toBe(1);

  const ran = await sandbox.inProcess('doctor', '--fix');
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toContain('the next resume records it first\n    recorded: resumed\n');
  for (const name of ['Gone', 'cut'])
    expect(ran.stdout).toContain(
      `${name}: files are left over from an interactive run that never began, or whose session is gone\n    removed\n`,
    );
  expect(readdirSync(folder)).toEqual(['notes']);
  expect(readdirSync(join(sandbox.chorusHome, 'locks')).filter((file) => /gone|cut/.test(file))).toEqual([]);
  expect(session(sandbox, 'auth')).toMatchObject({ totals: { turns: 2 }, last: { verdict: 'resumed' } });
  expect((await sandbox.inProcess('doctor')).stdout).not.toContain('interactive run');

  // Cut while it was written: nothing was recorded, and nothing is said to be.
  writeFileSync(join(folder, 'auth.jsonl'), '{"startedAt":', { mode: 0o600 });
  expect((await sandbox.inProcess('doctor', '--fix')).stdout).toContain('never began, or whose session is gone\n    removed\n');
  expect((await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>().verdict.status).toBe('resumed');
});

test('what was put back is looked at in the same call', async () => {
  await using sandbox = await withSession();
  await sandbox.inProcess('set', 'auth', 'model=haiku');
  editSession(sandbox, 'auth', { cwd: join(sandbox.root, 'gone') });
  await sandbox.inProcess('set', 'auth', 'model=opus');
  writeFileSync(sandbox.sessionFile('auth'), '{');
  const ran = await sandbox.inProcess('doctor', '--fix');
  expect(ran.stdout).toContain('put back as it was on');
  expect(ran).toMatchObject({ exitCode: 7, stdout: expect.stringContaining('✗ auth: its directory is gone') });
});
