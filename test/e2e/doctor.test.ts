import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newestMeasured } from '../../src/claude/call/releases.ts';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import { begin, createConversation, prepared } from '../support/prepared.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { editSession, type Finding, type LogEvent, loseConversation, type Outcome, session, transcriptOf } from './turns.ts';

async function findings(sandbox: Sandbox, ...args: string[]): Promise<Finding[]> {
  return (await sandbox.inProcess('doctor', '--json', ...args)).json<Finding[]>();
}

/** Those that are not as they should be, but for what claude itself is like. */
async function complaints(sandbox: Sandbox): Promise<[check: string, level: string, message: string][]> {
  return (await findings(sandbox))
    .filter(({ level, check }) => level !== 'ok' && check !== 'quirk')
    .map(({ check, level, message }) => [check, level, message]);
}

const withTwo = prepared(async (sandbox) => {
  for (const name of ['auth', 'docs']) await begin(sandbox, name, 'one');
});
const withThree = prepared(async (sandbox) => {
  for (const name of ['copied', 'gone', 'soon']) await begin(sandbox, name, 'one');
});

test('all is well', async () => {
  await using sandbox = await createConversation();
  const ran = await sandbox.inProcess('doctor');
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toBe(
    [
      `✓ claude 2.1.329 at ${sandbox.env.CHORUS_CLAUDE}`,
      '· claude 2.1.329 records the system prompt, and ignores a changed one: after a change, chorus passes --system-prompt-snapshot off',
      '· claude 2.1.329 reports cumulative cost: chorus reports the difference',
      `✓ everything is stored in ${sandbox.chorusHome}`,
      '✓ the file system supports locks',
      '✓ 1 session ready to resume\n',
    ].join('\n'),
  );
  expect(await complaints(sandbox)).toEqual([]);
});

test.each<[release: string | null, told: string]>([
  ['2.1.999', ` is not a release that chorus was measured on: treated as ${newestMeasured}, the newest known release`],
  ['1.0.3', ' is not a release that chorus was measured on: treated as 1.0.60, the oldest known release'],
  ['unreleased', ` does not report its release: treated as ${newestMeasured}, the newest known release`],
])('an unknown release (%s) is reported, with the known one that it is treated as', async (release, told) => {
  await using sandbox = await createFakeSandbox(release);
  const [claude] = await findings(sandbox);
  const name = release === 'unreleased' ? 'claude' : `claude ${release}`;
  expect(claude).toMatchObject({ check: 'claude', level: 'note', message: `${name} at ${sandbox.env.CHORUS_CLAUDE}${told}` });
});

test('a release between two that were played is known, since every boundary is', async () => {
  await using sandbox = await createFakeSandbox('2.1.101');
  const [claude] = await findings(sandbox);
  expect(claude).toMatchObject({ check: 'claude', level: 'ok', message: `claude 2.1.101 at ${sandbox.env.CHORUS_CLAUDE}` });
});

test('nothing is kept yet, and no claude', async () => {
  await using sandbox = await createSandbox({ claude: '/no/claude' });
  const ran = await sandbox.inProcess('doctor');
  expect(ran.exitCode).toBe(7);
  expect(ran.stdout).toMatch(/^✗ claude was not found: \/no\/claude\n {4}unset CHORUS_CLAUDE\n/);
  expect(existsSync(sandbox.chorusHome)).toBe(false);
});

test.each<[what: string, program: string | null, said: string]>([
  ['/usr/bin/false', null, ''],
  [
    "npm's placeholder",
    'echo "Error: claude native binary not installed." >&2; echo "Run the install script." >&2; exit 1',
    ', and said: Error: claude native binary not installed.',
  ],
])('a claude that cannot run (%s) is a problem, and 127 for a turn', async (_, program, said) => {
  await using sandbox = await createConversation();
  const path = program === null ? '/usr/bin/false' : join(sandbox.root, 'placeholder');
  if (program !== null) writeFileSync(path, `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  sandbox.env.CHORUS_CLAUDE = path;
  const message = `${path} cannot run: --version ended with exit code 1${said}`;
  const ran = await sandbox.inProcess('doctor', '--json');
  expect(ran.exitCode).toBe(7);
  expect(ran.json<Finding[]>()[0]).toMatchObject({ check: 'claude', level: 'problem', message, fix: 'unset CHORUS_CLAUDE' });
  const before = session(sandbox, 'auth');
  for (const args of [
    ['resume', 'auth', 'two'],
    ['new', 'docs', 'one'],
  ]) {
    const turn = await sandbox.inProcess(...args, '--json');
    expect(turn.exitCode).toBe(127);
    expect(turn.json()).toMatchObject({ error: { code: 'claude-not-startable', message, exitCode: 127 } });
  }
  expect(session(sandbox, 'auth')).toEqual(before);
});

test('a fork that was opened and left without a prompt is not gone; it depends on its original', async () => {
  await using sandbox = await createConversation();
  await sandbox.inProcess('fork', 'auth', 'branch');
  editSession(sandbox, 'branch', { state: 'starting' });
  expect(await complaints(sandbox)).toEqual([]);
  expect((await sandbox.inProcess('list')).stdout).not.toContain('gone');
  expect((await sandbox.inProcess('show', 'branch')).stdout).not.toMatch(/transcript +gone/);
  loseConversation(sandbox, 'auth');
  expect((await findings(sandbox)).filter(({ check, level }) => check === 'transcript' && level === 'problem')).toMatchObject([
    { message: 'branch: the conversation that it branches from is gone, and there is no copy', fix: 'chorus resume branch --fresh' },
    { message: 'auth: its transcript is gone, and there is no copy', fix: 'chorus resume auth --fresh' },
  ]);
});

describe('a damaged file', () => {
  test.each<[what: string, content: (whole: string) => string]>([
    ['cut', (whole) => whole.slice(0, 100)],
    ['empty', () => ''],
    ['garbage', () => '\0\0\0'],
    ['of another shape', (whole) => whole.replace(/"sessionId": "[^"]*"/, '"sessionId": 5')],
  ])('of a session (%s) gets its last good copy back; the others go on meanwhile', async (_, damage) => {
    await using sandbox = await withTwo();
    const path = sandbox.sessionFile('auth');
    const damaged = damage(readFileSync(path, 'utf8'));
    writeFileSync(path, damaged);
    expect((await sandbox.chorus('resume', 'docs', 'two')).exitCode).toBe(0);
    expect((await sandbox.inProcess('log', 'auth')).exitCode).toBe(0);
    const refused = await sandbox.chorus('resume', 'auth', 'two');
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toContain('Put the last good copy back: chorus doctor --fix.');
    const told = await sandbox.inProcess('doctor');
    expect(told.exitCode).toBe(7);
    expect(told.stdout).toContain(`✗ ${path} is damaged: `);
    expect(readFileSync(path, 'utf8')).toBe(damaged);

    const fixed = await sandbox.inProcess('doctor', '--fix');
    expect(fixed.exitCode).toBe(0);
    const [, kept = ''] = /put back as it was on [\d-]+T[\d:.]+Z; the damaged file is now (\S+)\n/.exec(fixed.stdout) ?? [];
    expect(readFileSync(kept, 'utf8')).toBe(damaged);
    expect((await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>().exitCode).toBe(0);
    expect((await sandbox.inProcess('doctor')).exitCode).toBe(0);
  });

  test('of the config gets its last good copy back', async () => {
    await using sandbox = await createConversation();
    await sandbox.inProcess('set', '--defaults', 'model=haiku');
    await sandbox.inProcess('set', '--defaults', 'effort=low');
    const path = join(sandbox.chorusHome, 'config.json');
    writeFileSync(path, '{"defaults": [');
    expect((await sandbox.inProcess('doctor')).stdout).toContain(`✗ ${path} is damaged: `);
    expect((await sandbox.inProcess('doctor', '--fix')).exitCode).toBe(0);
    expect((await sandbox.inProcess('config', 'get', 'model')).stdout).toBe('haiku\n');
  });

  test('without a good copy stays as it is, and says so', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    const path = sandbox.sessionFile('auth');
    writeFileSync(path, '{');
    const ran = await sandbox.inProcess('doctor', '--fix');
    expect(ran.exitCode).toBe(7);
    expect(ran.stdout).toMatch(/auth\.json is damaged: .*; there is no last good copy\n/);
    expect(ran.stdout).toContain(`\n    mv ${path} ${path}.damaged\n`);
    expect(readFileSync(path, 'utf8')).toBe('{');
    writeFileSync(`${path}.bak`, '{"name": "auth"}');
    const again = await sandbox.inProcess('doctor', '--fix');
    expect(again.exitCode).toBe(7);
    expect(again.stdout).toMatch(/auth\.json is damaged: .*; \S+auth\.json\.bak is damaged: .*\n {4}mv /);
    expect(readFileSync(path, 'utf8')).toBe('{');
  });

  test('of the log is no harm: its lines are passed over', async () => {
    await using sandbox = await createConversation();
    appendFileSync(join(sandbox.chorusHome, 'log.jsonl'), '{"time":\nrubbish\n');
    expect(await complaints(sandbox)).toEqual([['log', 'note', expect.stringContaining('2 damaged lines, skipped')]]);
    expect((await sandbox.inProcess('doctor')).exitCode).toBe(0);
  });
});

test('leftovers of writes that were killed are removed, those of writers at work are not', async () => {
  await using sandbox = await createConversation();
  const [old, young] = ['1', '2'].map((n) => join(sandbox.chorusHome, 'sessions', `auth.json.tmp-${n}`)) as [string, string];
  const copy = join(sandbox.chorusHome, 'vault', 'x.jsonl.123.new');
  for (const path of [old, young, copy]) writeFileSync(path, '{', { mode: 0o600 });
  const before = Date.now() / 1000 - 120;
  for (const path of [old, copy]) utimesSync(path, before, before);
  expect((await complaints(sandbox)).map(([check, level]) => [check, level])).toEqual([
    ['leftover', 'note'],
    ['leftover', 'note'],
  ]);
  expect((await sandbox.inProcess('doctor', '--fix')).stdout).toMatch(/was left behind by a killed call\n {4}removed/);
  expect([old, young, copy].map(existsSync)).toEqual([false, true, false]);
});

test('what is open to others is closed', async () => {
  await using sandbox = await createConversation();
  const file = sandbox.sessionFile('auth');
  chmodSync(sandbox.chorusHome, 0o755);
  chmodSync(file, 0o644);
  const ran = await sandbox.inProcess('doctor');
  expect(ran.exitCode).toBe(7);
  expect(ran.stdout).toContain(`! ${sandbox.chorusHome} is open to others (mode 755)\n    chorus doctor --fix\n`);
  expect((await sandbox.inProcess('doctor', '--fix')).exitCode).toBe(0);
  expect([sandbox.chorusHome, file].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
});

test('what a file makes claude do is shown: extra arguments, and settings that run hooks', async () => {
  await using sandbox = await createConversation();
  const hooks = { hooks: { SessionStart: [] } };
  const file = join(sandbox.work, 'claude-settings.json');
  writeFileSync(file, JSON.stringify(hooks));
  await sandbox.inProcess('set', 'auth', 'extraArgs=["--debug"]', `settings=${JSON.stringify(hooks)}`);
  await sandbox.inProcess('set', '--defaults', `settings=${file}`);
  await sandbox.inProcess('set', '--profile', 'odd', 'extraArgs=["--one","--two"]');
  expect(await complaints(sandbox)).toEqual([
    ['arguments', 'note', 'session auth: claude also gets --debug'],
    ['hooks', 'note', 'session auth: its Claude settings run hooks'],
    ['hooks', 'note', 'the defaults: its Claude settings run hooks'],
    ['arguments', 'note', 'profile odd: claude also gets --one --two'],
  ]);
  expect((await sandbox.inProcess('doctor')).exitCode).toBe(0);
});

test('transcripts that are gone, with and without a copy, or soon to go', async () => {
  await using sandbox = await withThree();
  rmSync(transcriptOf(sandbox, 'copied'));
  loseTranscript(sandbox, 'gone');
  const path = transcriptOf(sandbox, 'soon');
  const before = Date.now() / 1000 - 27 * 86_400;
  utimesSync(path, before, before);
  expect((await complaints(sandbox)).toSorted()).toEqual([
    ['transcript', 'note', 'copied: its transcript is gone; the next resume puts it back from the vault'],
    ['transcript', 'note', 'soon: Claude may delete its transcript soon; the vault has a copy to put back'],
    ['transcript', 'problem', 'gone: its transcript is gone, and there is no copy'],
  ]);
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
  expect((await complaints(sandbox)).map(([, level]) => level).toSorted()).toEqual(['problem', 'problem', 'warning']);
});

test('a claude that has the conversation open is shown, and warned of', async () => {
  await using sandbox = await createConversation();
  const { sessionId } = session(sandbox, 'auth');
  const foreign = sandbox.claude(['-p', `--resume=${sessionId}`], 'by hand {{hold}}');
  const registry = join(sandbox.home, '.claude', 'sessions');
  const isThere = () => existsSync(registry) && readdirSync(registry).some((file) => file.endsWith('.json'));
  await expect.poll(isThere).toBe(true);
  await expect.poll(async () => (await complaints(sandbox)).map(([check]) => check)).toEqual(['live']);
  const ran = await sandbox.chorus('resume', 'auth', 'two');
  expect(ran.stderr).toMatch(/^chorus: claude \(process \d+\) is at work on this conversation since .*: the two may diverge\n/);
  sandbox.api.release();
  await foreign;
  expect(await complaints(sandbox)).toEqual([]);
  const next = await sandbox.chorus('resume', 'auth', 'three');
  expect(next.stderr).not.toContain('part ways');
  // Which of the two branches the conversation follows is Claude's choice; that one is missing is told.
  expect(sandbox.readLog<LogEvent>().at(-1)?.verdict).toMatch(/resumed|branched/);
});

function loseTranscript(sandbox: Sandbox, name: string): void {
  const others = readdirSync(join(sandbox.chorusHome, 'vault')).filter((file) => !file.startsWith(session(sandbox, name).sessionId));
  const kept = others.map((file) => [file, readFileSync(join(sandbox.chorusHome, 'vault', file))] as const);
  loseConversation(sandbox, name);
  mkdirSync(join(sandbox.chorusHome, 'vault'), { mode: 0o700 });
  for (const [file, content] of kept) writeFileSync(join(sandbox.chorusHome, 'vault', file), content, { mode: 0o600 });
}
