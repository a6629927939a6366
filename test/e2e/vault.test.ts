import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, createConversation, createTwoTurns, prepared } from '../support/prepared.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { editSession, type LogEvent, lastExchange, loseConversation, type Outcome, session, talk, transcriptOf } from './turns.ts';

interface Copy {
  sessionId: string;
  session: string | null;
  use: string | null;
  isAside: boolean;
  path: string;
  size: number;
}

function copyOf(sandbox: Sandbox, name: string): string {
  return join(sandbox.chorusHome, 'vault', `${session(sandbox, name).sessionId}.jsonl`);
}

const withSessions = prepared(async (sandbox) => {
  for (const name of ['auth', 'docs']) await begin(sandbox, name, 'one');
});

async function listed(sandbox: Sandbox): Promise<Copy[]> {
  return (await sandbox.inProcess('vault', '--json')).json<Copy[]>();
}

describe('the copy', () => {
  test('is the whole transcript after each turn, and only what is new is written', async () => {
    await using sandbox = await createConversation();
    const copy = copyOf(sandbox, 'auth');
    const { ino, mode, size } = statSync(copy);
    expect(readFileSync(copy).equals(readFileSync(transcriptOf(sandbox, 'auth')))).toBe(true);
    expect([mode & 0o777, statSync(join(sandbox.chorusHome, 'vault')).mode & 0o777]).toEqual([0o600, 0o700]);
    await sandbox.chorus('resume', 'auth', 'two');
    expect(readFileSync(copy).equals(readFileSync(transcriptOf(sandbox, 'auth')))).toBe(true);
    expect(statSync(copy).ino).toBe(ino);
    expect(statSync(copy).size).toBeGreaterThan(size);
  });

  test('is not made with vault=false, nor where Claude keeps no transcript', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--no-vault');
    await sandbox.chorus('new', 'gone', 'one', '--no-session-persistence');
    expect(existsSync(join(sandbox.chorusHome, 'vault'))).toBe(false);
    expect((await sandbox.inProcess('vault')).stderr).toContain('no copies yet');
  });

  test('that can not be made costs no answer: it is printed, and the exit code is 7', async () => {
    await using sandbox = await createSandbox();
    mkdirSync(sandbox.chorusHome);
    writeFileSync(join(sandbox.chorusHome, 'vault'), 'in the way');
    const ran = await sandbox.chorus('new', 'auth', 'one');
    expect(ran).toMatchObject({ exitCode: 7, stdout: 'reply to: one\n' });
    expect(ran.stderr).toContain(`${join(sandbox.chorusHome, 'vault')} cannot be created`);
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
    expect(readFileSync(join(sandbox.chorusHome, 'vault'), 'utf8')).toBe('in the way');
  });

  test('has the folder beside the transcript, and puts it back', async () => {
    await using sandbox = await createConversation();
    const beside = transcriptOf(sandbox, 'auth').replace(/\.jsonl$/, '');
    mkdirSync(join(beside, 'subagents'), { recursive: true });
    writeFileSync(join(beside, 'subagents', 'agent-1.jsonl'), '{"n":1}\n');
    writeFileSync(join(beside, 'output.txt'), 'long');
    await sandbox.chorus('resume', 'auth', 'two');
    const copied = copyOf(sandbox, 'auth').replace(/\.jsonl$/, '');
    expect(readFileSync(join(copied, 'subagents', 'agent-1.jsonl'), 'utf8')).toBe('{"n":1}\n');
    rmSync(transcriptOf(sandbox, 'auth'));
    rmSync(beside, { recursive: true });
    expect((await sandbox.chorus('resume', 'auth', 'three')).exitCode).toBe(0);
    expect(readFileSync(join(beside, 'output.txt'), 'utf8')).toBe('long');
    expect(readFileSync(join(beside, 'subagents', 'agent-1.jsonl'), 'utf8')).toBe('{"n":1}\n');
  });
});

describe('put back before the turn', () => {
  const damages: [what: string, damage: (path: string) => void][] = [
    ['deleted', (path) => rmSync(path)],
    ['emptied', (path) => truncateSync(path)],
    ['cut in the middle of a line', (path) => truncateSync(path, Math.floor(statSync(path).size * 0.7))],
    ['as long as before, with rubbish for its last records', (path) => garbleEnd(path)],
  ];

  test.each(damages)('a transcript that was %s', async (_, damage) => {
    await using sandbox = await createTwoTurns();
    damage(transcriptOf(sandbox, 'auth'));
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({
      verdict: { status: 'resumed', restored: true, evidence: { lineage: 'proved' } },
      exitCode: 0,
    });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
    expect(sandbox.readLog<LogEvent & { restored: boolean }>().map(({ restored }) => restored)).toEqual([false, false, true]);
    const next = await sandbox.chorus('resume', 'auth', 'four');
    expect(next.stderr).toMatch(/^chorus: ✓ auth resumed: descends from the tip · /);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three', 'four'));
    expect(readFileSync(copyOf(sandbox, 'auth')).equals(readFileSync(transcriptOf(sandbox, 'auth')))).toBe(true);
  });

  test('is said in the summary and in the log', async () => {
    await using sandbox = await createConversation();
    rmSync(transcriptOf(sandbox, 'auth'));
    expect((await sandbox.chorus('resume', 'auth', 'two')).stderr).toContain('descends from the tip, restored from the vault');
    expect((await sandbox.inProcess('log')).stdout).toContain('restored from the vault');
  });

  test('the transcript that a branch is to begin from', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('fork', 'auth', 'jwt');
    rmSync(transcriptOf(sandbox, 'auth'));
    const ran = await sandbox.chorus('resume', 'jwt', 'two', '--json');
    expect(ran.json<Outcome>().verdict).toMatchObject({ status: 'forked', restored: true, evidence: { lineage: 'proved' } });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
    expect((await sandbox.chorus('resume', 'auth', 'three', '--json')).json<Outcome>().verdict).toMatchObject({
      status: 'resumed',
      restored: false,
    });
  });

  test('in a directory whose path is longer than the name of a project', async () => {
    await using sandbox = await createSandbox();
    const cwd = join(sandbox.work, 'a'.repeat(120), 'b'.repeat(120));
    mkdirSync(cwd, { recursive: true });
    await sandbox.chorus.with({ cwd }, 'new', 'deep', 'one');
    const path = transcriptOf(sandbox, 'deep');
    rmSync(path);
    expect((await sandbox.chorus('resume', 'deep', 'two', '--json')).json<Outcome>().verdict).toMatchObject({ restored: true });
    expect(transcriptOf(sandbox, 'deep')).toBe(path);
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test('a preview says that it would be resumed, and puts nothing back', async () => {
    await using sandbox = await createConversation();
    const path = transcriptOf(sandbox, 'auth');
    rmSync(path);
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--dry-run', '--json');
    expect(ran.json()).toMatchObject({ plan: 'resume' });
    expect(existsSync(path)).toBe(false);
  });

  test('what stood in its place, and is no beginning of the copy, is put aside', async () => {
    await using sandbox = await createTwoTurns();
    const path = transcriptOf(sandbox, 'auth');
    const half = `#\n${readFileSync(path, 'utf8').split('\n').slice(12).join('\n')}`;
    writeFileSync(path, half);
    await sandbox.chorus('resume', 'auth', 'three');
    const aside = (await listed(sandbox)).filter(({ isAside }) => isAside);
    expect(aside).toMatchObject([{ session: 'auth', size: Buffer.byteLength(half) }]);
    expect(readFileSync(aside[0]?.path ?? '', 'utf8')).toBe(half);
  });
});

test('an edit by a person stays: what was taken out is not sent again, and the vault follows', async () => {
  await using sandbox = await createConversation();
  await sandbox.chorus('resume', 'auth', 'the key is SECRET');
  const path = transcriptOf(sandbox, 'auth');
  // As sed -i does it: another file takes the place of the first.
  writeFileSync(`${path}.new`, readFileSync(path, 'utf8').replaceAll('SECRET', 'X'));
  renameSync(`${path}.new`, path);
  const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
  expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed', restored: false }, exitCode: 0 });
  expect(JSON.stringify(lastExchange(sandbox).history)).not.toContain('SECRET');
  const copies = await listed(sandbox);
  expect(copies.map(({ isAside }) => isAside)).toEqual([false]);
  expect(readFileSync(copyOf(sandbox, 'auth'), 'utf8')).toBe(readFileSync(path, 'utf8'));
  rmSync(path);
  await sandbox.chorus('resume', 'auth', 'four');
  expect(JSON.stringify(lastExchange(sandbox).history)).not.toContain('SECRET');
});

test('a transcript that lacks records is neither put back nor sent: truncated, exit 3, and both ways out are named', async () => {
  await using sandbox = await createTwoTurns();
  const path = transcriptOf(sandbox, 'auth');
  const early = readFileSync(path, 'utf8').split('\n');
  const cut = `${early.slice(0, early.findIndex((line) => line.includes('"type":"assistant"')) + 1).join('\n')}\n`;
  writeFileSync(path, cut);
  const asked = sandbox.api.exchanges.length;
  const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
  expect(ran.json<Outcome>()).toMatchObject({
    verdict: {
      status: 'truncated',
      restored: false,
      reason: expect.stringMatching(/^its transcript lacks \d+ records that the vault has/),
    },
    turn: { status: 'none' },
    exitCode: 3,
    claude: { argv: [] },
    hints: ['Put back what the vault has: chorus vault restore auth. Or continue without it: chorus vault accept auth.'],
  });
  expect(sandbox.api.exchanges).toHaveLength(asked);
  expect(readFileSync(path, 'utf8')).toBe(cut);
  expect(readFileSync(copyOf(sandbox, 'auth'), 'utf8')).toBe(early.join('\n'));
  const preview = await sandbox.inProcess('resume', 'auth', 'three', '--dry-run');
  expect(preview).toMatchObject({ exitCode: 3, stdout: '' });
  expect(preview.stderr).toContain('chorus vault restore auth');
  const doctor = await sandbox.inProcess('doctor');
  expect(doctor.exitCode).toBe(7);
  expect(doctor.stdout).toContain('chorus vault restore auth');

  // One way out, and, once it was tried, the other.
  await sandbox.inProcess('vault', 'restore', 'auth');
  expect((await sandbox.chorus('resume', 'auth', 'three', '--json')).json<Outcome>().verdict).toMatchObject({ status: 'resumed' });
  expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
  writeFileSync(path, cut);
  await sandbox.inProcess('vault', 'accept', 'auth');
  expect((await sandbox.chorus('resume', 'auth', 'four', '--json')).json<Outcome>().verdict).toMatchObject({ status: 'resumed' });
  expect(lastExchange(sandbox).history).toEqual(talk('one', 'four'));
  expect((await sandbox.inProcess('doctor')).stdout).not.toContain('vault restore');
});

test('after a branched turn the copy of before is kept, and vault restore puts it back', async () => {
  await using sandbox = await createTwoTurns();
  const { sessionId, tip } = session(sandbox, 'auth');
  const path = transcriptOf(sandbox, 'auth');
  const whole = readFileSync(path, 'utf8');
  // Another claude goes on from the first answer, in the same file.
  const [answer] = whole.split('\n').filter((line) => line.includes('"type":"assistant"'));
  const { uuid } = JSON.parse(answer ?? '') as { uuid: string };
  await sandbox.claude(['-p', `--resume=${sessionId}`, `--resume-session-at=${uuid}`], 'by hand');
  const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
  expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'branched' }, exitCode: 3 });
  const aside = (await listed(sandbox)).filter(({ isAside }) => isAside);
  expect(aside.map((copy) => readFileSync(copy.path, 'utf8'))).toEqual([whole]);
  await sandbox.inProcess('vault', 'restore', 'auth');
  expect(readFileSync(path, 'utf8')).toBe(whole);
  expect(session(sandbox, 'auth').tip).toEqual(tip);
  expect((await sandbox.chorus('resume', 'auth', 'four', '--json')).json<Outcome>().verdict).toMatchObject({ status: 'resumed' });
  expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'four'));
});

test('what was redacted is in no request, in no file, and in none that is put back', async () => {
  await using sandbox = await createConversation();
  await sandbox.chorus('resume', 'auth', 'the key is SECRET');
  expect((await sandbox.inProcess('vault', 'redact', 'auth', 'SECRET')).exitCode).toBe(0);
  for (const entry of readdirSync(sandbox.root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name), 'latin1'), entry.name).not.toContain('SECRET');
  }
  rmSync(transcriptOf(sandbox, 'auth'));
  const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
  expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed', restored: true }, exitCode: 0 });
  const { history } = lastExchange(sandbox);
  expect(JSON.stringify(history)).not.toContain('SECRET');
  expect(history).toContain('user: the key is [redacted]');
});

test('a kill in the middle of a redaction leaves each file whole, as it was or as it is to be, and the same call finishes it', async () => {
  await using sandbox = await createConversation();
  const { sessionId } = session(sandbox, 'auth');
  const path = transcriptOf(sandbox, 'auth');
  const line =
    readFileSync(path, 'utf8')
      .split('\n')
      .find((each) => each.includes('"type":"assistant"')) ?? '';
  // Enough work for the kill to come in its middle.
  const secret = line.replace(/"text":"[^"]*"/, `"text":"SECRET ${'x'.repeat(1000)}"`);
  writeFileSync(path, `${readFileSync(path, 'utf8')}${`${secret}\n`.repeat(2000)}`);
  const aside = (number: number) => join(sandbox.chorusHome, 'vault', `${sessionId}.${number}.jsonl`);
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) writeFileSync(aside(number), readFileSync(path), { mode: 0o600 });
  const before = readFileSync(path, 'utf8');
  const after = before.replaceAll('SECRET', '[redacted]');
  const files = [path, ...[1, 2, 3, 4, 5, 6, 7, 8].map(aside)];
  const contents = () => files.map((file) => readFileSync(file, 'utf8'));
  const isBegun = () => !readFileSync(path, 'latin1').includes('SECRET');
  await sandbox.chorus.with({ kill: { signal: 'SIGKILL', when: isBegun } }, 'vault', 'redact', 'auth', 'SECRET');
  const left = contents();
  expect(left[0]).toBe(after);
  for (const text of left) expect(text === before || text === after).toBe(true);
  // 2, should it have ended before the kill.
  expect([0, 2]).toContain((await sandbox.inProcess('vault', 'redact', 'auth', 'SECRET')).exitCode);
  expect(new Set(contents())).toEqual(new Set([after]));
  expect((await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>().verdict).toMatchObject({ restored: false });
});

test('the hook copies what claude said without chorus when it ends; a turn of chorus does without it', async () => {
  await using sandbox = await createConversation();
  const settings = join(sandbox.root, 'home', '.claude', 'settings.json');
  mkdirSync(join(settings, '..'), { recursive: true });
  writeFileSync(settings, '{ "env": {} }');
  expect((await sandbox.chorus('vault', 'install-hook')).exitCode).toBe(0);
  const vault = join(sandbox.chorusHome, 'vault');
  const copies = () => readdirSync(vault).filter((file) => file.endsWith('.jsonl'));
  const byHand = '99999999-9999-4999-8999-999999999999';
  const path = transcriptOf(sandbox, 'auth').replace(session(sandbox, 'auth').sessionId, byHand);
  writeFileSync(path, readFileSync(transcriptOf(sandbox, 'auth')));
  await sandbox.chorus('resume', 'auth', 'two');
  expect(copies()).toHaveLength(1);
  const ended = await sandbox.claude(['-p'], 'without a name');
  expect(ended).toMatchObject({ exitCode: 0, stdout: 'reply to: without a name\n' });
  expect(copies()).toHaveLength(3);
  await sandbox.inProcess('vault', 'uninstall-hook');
  expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({ env: {} });

  // Claude's clean-up took it: it is put back where Claude finds it.
  rmSync(path);
  await sandbox.inProcess('vault', 'restore', byHand);
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(join(vault, `${byHand}.jsonl`), 'utf8'));
});

describe('chorus vault', () => {
  test('shows whose each copy is, its size and age; rm leaves it, rm --transcript does not', async () => {
    await using sandbox = await withSessions();
    await begin(sandbox, 'shop', 'one');
    await sandbox.chorus('resume', 'shop', 'afresh', '--fresh');
    expect((await listed(sandbox)).map(({ session: name, use }) => [name, use]).toSorted()).toEqual([
      ['auth', 'current'],
      ['docs', 'current'],
      ['shop', 'current'],
      ['shop', 'former'],
    ]);
    const { stdout, stderr } = await sandbox.inProcess('vault');
    expect(stdout).toMatch(/^SESSION +USE +SIZE +AGE +CONVERSATION\n/);
    expect(stdout).toMatch(/^auth +current +\d+(\.\d+)? kB +\d+(\.\d+)? s +[0-9a-f-]{36}$/m);
    expect(stderr).toMatch(/^chorus: 4 copies, \d+ kB in .*vault\n$/);
    await sandbox.inProcess('rm', 'auth');
    await sandbox.inProcess('rm', 'docs', '--transcript');
    expect((await listed(sandbox)).map(({ session: name }) => name).toSorted()).toEqual([null, 'shop', 'shop'].toSorted());
  });

  test('prune removes what no session needs, and tells before', async () => {
    await using sandbox = await withSessions();
    await sandbox.inProcess('rm', 'auth');
    const before = await listed(sandbox);
    const dry = await sandbox.inProcess('vault', 'prune', '--dry-run', '--json');
    expect(dry.json<Copy[]>().map(({ session: name }) => name)).toEqual([null]);
    expect((await sandbox.inProcess('vault', 'prune', '--older-than', '1d')).stderr).toBe('chorus: nothing to remove\n');
    expect(await listed(sandbox)).toEqual(before);
    expect((await sandbox.inProcess('vault', 'prune')).stderr).toMatch(/^chorus: removed one copy, \d+ kB\n$/);
    expect((await listed(sandbox)).map(({ session: name }) => name)).toEqual(['docs']);
  });

  test('prune removes nothing while a session file is damaged: its conversations are not known', async () => {
    await using sandbox = await withSessions();
    await sandbox.inProcess('rm', 'auth');
    truncateSync(sandbox.sessionFile('docs'), 20);
    const files = readdirSync(join(sandbox.chorusHome, 'vault'));
    const ran = await sandbox.inProcess('vault', 'prune');
    expect(ran.exitCode).toBe(7);
    expect(ran.stderr).toContain('chorus doctor --fix');
    expect(readdirSync(join(sandbox.chorusHome, 'vault'))).toEqual(files);
  });
});

describe('the countdown', () => {
  test.each<[what: string, file: string[], days: number]>([
    ['the user', ['home', '.claude', 'settings.json'], 7],
    ['the project', ['work', '.claude', 'settings.json'], 90],
    ['the project, for one machine', ['work', '.claude', 'settings.local.json'], 3],
  ])('goes by the settings of %s', async (_, file, days) => {
    await using sandbox = await createConversation();
    const path = join(sandbox.root, ...file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify({ cleanupPeriodDays: days }));
    const [first] = (await sandbox.inProcess('list', '--json')).json<{ expiresInDays: number }[]>();
    expect(first?.expiresInDays).toBeCloseTo(days, 1);
    expect((await sandbox.inProcess('show', 'auth')).stdout).toContain(`cleanupPeriodDays ${days}`);
    await sandbox.inProcess('set', 'auth', 'settings={"cleanupPeriodDays":55}');
    expect((await sandbox.inProcess('show', 'auth')).stdout).toContain('cleanupPeriodDays 55');
  });

  test('says what may go at once, what is gone, and what only the vault has', async () => {
    await using sandbox = await createConversation();
    const long = Date.now() / 1000 - 40 * 86_400;
    utimesSync(transcriptOf(sandbox, 'auth'), long, long);
    expect((await sandbox.inProcess('list')).stdout).toMatch(/ now +/);
    renameSync(transcriptOf(sandbox, 'auth'), join(sandbox.root, 'kept.jsonl'));
    expect((await sandbox.inProcess('list')).stdout).toMatch(/ in vault +/);
    rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
    expect((await sandbox.inProcess('list')).stdout).toMatch(/ gone +/);
    expect((await sandbox.inProcess('show', 'auth', '--json')).json()).toMatchObject({ transcript: null, vault: null });
  });

  test('expiry=by-age starts afresh, whatever the vault has', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', 'one', '--expiry', 'by-age');
    editSession(sandbox, 'auth', { createdAt: new Date(Date.now() - 26 * 86_400_000).toISOString() });
    rmSync(transcriptOf(sandbox, 'auth'));
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>().verdict).toMatchObject({ status: 'restarted', restored: false });
    expect(lastExchange(sandbox).history).toEqual(talk('two'));
  });
});

test('without a copy, what is gone is gone', async () => {
  await using sandbox = await createConversation();
  loseConversation(sandbox, 'auth');
  expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(3);
});

function garbleEnd(path: string): void {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const from = lines.findLastIndex((line) => line.includes('"type":"assistant"'));
  writeFileSync(path, `${lines.map((line, index) => (index < from ? line : '#'.repeat(line.length))).join('\n')}\n`);
}
