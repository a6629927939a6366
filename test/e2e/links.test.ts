import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { plainTurn } from '../support/fake-claude.ts';
import { createFakeSandbox, type FakeSandbox } from '../support/fake-sandbox.ts';
import { chorusBin } from '../support/sandbox.ts';
import { chained, writeTranscript } from '../support/transcripts.ts';
import { filesOf, session } from './turns.ts';

/** What is moved out of the home, with a link in its place, as someone could plant it who got in once. */
const planted: [what: string, args: string[], exitCode: number][] = [
  ['sessions', ['resume', 'auth', 'two'], 7],
  ['sessions', ['list'], 7],
  ['sessions', ['new', 'other', 'one'], 7],
  ['sessions/auth.json', ['resume', 'auth', 'two'], 7],
  ['sessions/auth.json', ['set', 'auth', 'model=opus'], 7],
  ['config.json', ['resume', 'auth', 'two'], 7],
  ['config.json', ['set', '--defaults', 'model=opus'], 7],
  ['log.jsonl', ['resume', 'auth', 'two'], 7],
  ['log.jsonl', ['log'], 7],
  ['locks', ['resume', 'auth', 'two'], 7],
  ['locks/auth.turn', ['resume', 'auth', 'two'], 7],
  ['locks/auth.write', ['set', 'auth', 'model=opus'], 7],
  ['vault', ['vault'], 7],
];

async function withSession(): Promise<FakeSandbox> {
  const sandbox = await createFakeSandbox('2.1.329', plainTurn());
  await sandbox.chorus('new', 'auth', 'one');
  await sandbox.chorus('set', '--defaults', 'effort=low');
  mkdirSync(join(sandbox.chorusHome, 'vault'), { recursive: true, mode: 0o700 });
  return sandbox;
}

describe('a symbolic link in the home is not followed', () => {
  test.each(planted)('%s, %j', async (what, args, exitCode) => {
    await using sandbox = await withSession();
    const [inside, outside] = [join(sandbox.chorusHome, what), join(sandbox.root, 'outside')];
    renameSync(inside, outside);
    symlinkSync(outside, inside);
    const isFolder = statSync(outside).isDirectory();
    const before = isFolder ? filesOf(outside) : readFileSync(outside, 'utf8');
    const ran = await sandbox.chorus(...args);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain(`${inside} is a symbolic link, which chorus does not follow`);
    expect(ran.stderr).not.toContain('bug in chorus');
    expect(isFolder ? filesOf(outside) : readFileSync(outside, 'utf8')).toEqual(before);
    expect((await sandbox.chorus('doctor')).stdout).toContain(`✗ ${inside} is a symbolic link`);
  });

  test.each(['vault', 'vault/<id>.jsonl', 'vault/<id>'])('%s, after the turn', async (what) => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    await sandbox.chorus('new', 'auth', 'one', '--no-vault');
    const { sessionId } = session(sandbox, 'auth');
    const project = join(sandbox.home, '.claude', 'projects', sandbox.work.replaceAll(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(join(project, sessionId), { recursive: true });
    writeTranscript(project, `${sessionId}.jsonl`, [chained('fake-uuid', null, { type: 'assistant', message: { id: 'msg_fake' } })]);
    writeFileSync(join(project, sessionId, 'agent.jsonl'), 'secret');
    const outside = join(sandbox.root, 'outside');
    const isFile = what.endsWith('.jsonl');
    if (isFile) writeFileSync(outside, 'theirs');
    else mkdirSync(outside);
    const inside = join(sandbox.chorusHome, what.replace('<id>', sessionId));
    mkdirSync(dirname(inside), { recursive: true, mode: 0o700 });
    symlinkSync(outside, inside);
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--vault');
    expect(ran.exitCode).toBe(7);
    expect(ran.stdout).toBe('ok\n');
    expect(ran.stderr).toContain(`${inside} is a symbolic link, which chorus does not follow`);
    expect(isFile ? readFileSync(outside, 'utf8') : readdirSync(outside)).toEqual(isFile ? 'theirs' : []);
  });

  test('but the home itself may be one', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    const folder = join(sandbox.root, 'elsewhere');
    mkdirSync(folder, { mode: 0o700 });
    symlinkSync(folder, sandbox.chorusHome);
    expect((await sandbox.chorus('new', 'auth', 'one')).exitCode).toBe(0);
    expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
    expect(existsSync(join(folder, 'sessions', 'auth.json'))).toBe(true);
  });
});

describe('nobody else gets in', () => {
  test.each(['000', '022', '0377'])('whatever the umask is: %s', async (umask) => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    for (const args of [
      ['new', 'auth', 'one'],
      ['resume', 'auth', 'two'],
      ['set', '--defaults', 'model=opus'],
    ]) {
      const ran = await execa('sh', ['-c', `umask ${umask}; exec "$0" "$@"`, process.execPath, chorusBin, ...args], {
        cwd: sandbox.work,
        env: sandbox.env,
        extendEnv: false,
        stdin: 'ignore',
      });
      expect(ran.exitCode).toBe(0);
    }
    expect(modeOf(sandbox, '')).toBe(0o700);
    const paths = readdirSync(sandbox.chorusHome, { recursive: true, encoding: 'utf8' });
    expect(paths).toEqual(
      expect.arrayContaining(['config.json', 'log.jsonl', 'sessions/auth.json', 'sessions/auth.json.bak', 'locks/auth.turn']),
    );
    for (const path of paths) {
      const isFolder = statSync(join(sandbox.chorusHome, path)).isDirectory();
      expect([path, modeOf(sandbox, path)]).toEqual([path, isFolder ? 0o700 : 0o600]);
    }
  });

  test('also where the folder was made before, and is empty', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    mkdirSync(sandbox.chorusHome);
    chmodSync(sandbox.chorusHome, 0o755);
    await sandbox.chorus('new', 'auth', 'one');
    expect(modeOf(sandbox, '')).toBe(0o700);
  });

  test('but the permissions of a folder that holds something else are not changed', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    mkdirSync(sandbox.chorusHome);
    chmodSync(sandbox.chorusHome, 0o755);
    writeFileSync(join(sandbox.chorusHome, 'other'), '');
    await sandbox.chorus('new', 'auth', 'one');
    expect(modeOf(sandbox, '')).toBe(0o755);
    expect((await sandbox.chorus('doctor')).stdout).toContain('is open to others');
    rmSync(join(sandbox.chorusHome, 'other'));
  });
});

function modeOf(sandbox: FakeSandbox, path: string): number {
  return statSync(join(sandbox.chorusHome, path)).mode & 0o777;
}
