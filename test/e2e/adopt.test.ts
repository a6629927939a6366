import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, prepared } from '../support/prepared.ts';
import { createSandbox, type Ran, type Sandbox } from '../support/sandbox.ts';
import { assistant, user } from '../support/transcripts.ts';
import { expectNothingDone, type KeptSession, lastExchange, type Outcome, session, talk } from './turns.ts';

interface Conversation {
  sessionId: string;
  path: string;
  title: string | null;
  firstPrompt: string | null;
  createdAt: string;
  cwd: string | null;
  size: number;
}

interface Adopted {
  session: KeptSession;
  conversation: Conversation;
  guessed: string[];
  isDryRun: boolean;
}

/** A conversation that bare `claude -p` started. @returns its id. */
async function startBare(sandbox: Sandbox, prompt: string, args: string[] = [], cwd?: string): Promise<string> {
  const ran = await sandbox.claude(['-p', '--output-format', 'json', ...args], prompt, cwd === undefined ? {} : { cwd });
  return ran.json<{ session_id: string }>().session_id;
}

async function adoptable(sandbox: Sandbox, ...args: string[]): Promise<Conversation[]> {
  return (await sandbox.chorus('adopt', '--json', ...args)).json<Conversation[]>();
}

/** Puts a transcript where Claude keeps those of a directory. */
function plant(sandbox: Sandbox, id: string, lines: readonly (object | string)[], cwd = sandbox.work): string {
  const folder = join(sandbox.home, '.claude', 'projects', cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${id}.jsonl`);
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

const ids = [
  'aaaaaaaa-0000-4000-8000-000000000001',
  'aaaaaaaa-0000-4000-8000-000000000002',
  'bbbbbbbb-0000-4000-8000-000000000003',
] as const;

function exchange(cwd: string, prompt = 'Plan it', rest: object = {}): object[] {
  return [user('u1', null, prompt, { cwd, ...rest }), assistant('a1', 'u1', 'msg_1', { cwd })];
}

describe('a conversation that bare claude started', () => {
  test('gets a name, its settings, a copy, and is resumed with its lineage proved', async () => {
    await using sandbox = await createSandbox();
    const id = await startBare(sandbox, 'one', ['--permission-mode', 'acceptEdits', '--model', 'haiku']);
    expect(await adoptable(sandbox)).toMatchObject([{ sessionId: id, firstPrompt: 'one', cwd: sandbox.work, title: null }]);

    const ran = await sandbox.chorus('adopt', id.slice(0, 8), 'auth');
    expect(ran).toMatchObject({ exitCode: 0, stderr: 'chorus: go on with it: chorus resume auth "<prompt>"\n' });
    expect(ran.stdout).toMatch(/^session {7}auth\nid {12}[0-9a-f-]{36}\nfirst prompt {2}one\n/);
    expect(ran.stdout).toMatch(/\nmodel +claude-haiku-\S+ +transcript\npermissionMode +acceptEdits +transcript\n$/);
    const kept = session(sandbox, 'auth');
    const first = readFileSync(sandbox.transcript(id), 'utf8')
      .split('\n')
      .find((line) => line.includes('"parentUuid":null'));
    expect(kept).toMatchObject({
      sessionId: id,
      cwd: sandbox.work,
      state: 'active',
      formerIds: [],
      createdAt: JSON.parse(first ?? '{}').timestamp,
      settings: { model: expect.stringMatching(/^claude-haiku-/), permissionMode: 'acceptEdits' },
    });
    expect(readFileSync(join(sandbox.chorusHome, 'vault', `${id}.jsonl`))).toEqual(readFileSync(sandbox.transcript(id)));
    expect(await adoptable(sandbox)).toEqual([]);

    const outcome = (await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>();
    expect(outcome).toMatchObject({
      sessionId: id,
      verdict: { status: 'resumed', drift: [], evidence: { lineage: 'proved' } },
      turn: { result: 'reply to: two' },
      exitCode: 0,
    });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test('costs no more than its next turn, though Claude adds it up', async () => {
    await using sandbox = await createSandbox();
    const id = await startBare(sandbox, 'one');
    await sandbox.chorus('adopt', id, 'auth');
    const { turn } = (await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>();
    expect(session(sandbox, 'auth').totals).toMatchObject({ turns: 1, costUsd: turn.costUsd });
  });

  test('from another directory is resumed in its own; one whose directory is gone says so', async () => {
    await using sandbox = await createSandbox();
    const other = join(sandbox.root, 'other');
    mkdirSync(other);
    const id = await startBare(sandbox, 'one', [], other);
    expect(await adoptable(sandbox)).toEqual([]);
    expect(await adoptable(sandbox, '--all')).toMatchObject([{ sessionId: id, cwd: other }]);
    expect((await sandbox.chorus('adopt', id, 'auth')).stdout).toContain(`\ndirectory     ${other}\n`);
    expect((await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>().verdict.status).toBe('resumed');

    await sandbox.inProcess('rm', 'auth');
    rmSync(other, { recursive: true });
    const ran = await sandbox.chorus('adopt', id, 'auth');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain(`chorus: its directory is gone: ${other}. Bring it back, or name its new place: chorus set auth cwd=`);
  });

  test('in a file from elsewhere comes to Claude from the vault', async () => {
    await using sandbox = await createSandbox();
    const id = await startBare(sandbox, 'one');
    const path = join(sandbox.root, `${id}.jsonl`);
    renameSync(sandbox.transcript(id), path);
    const refused = await expectNothingDone(sandbox, () => sandbox.chorus('adopt', path, 'auth', '--no-vault'));
    expect(refused.exitCode).toBe(3);
    expect((await sandbox.chorus('adopt', path, 'auth')).exitCode).toBe(0);
    const outcome = (await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>();
    expect(outcome.verdict).toMatchObject({ status: 'resumed', restored: true, evidence: { lineage: 'proved' } });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two'));
  });

  test('that is open is warned of', async () => {
    await using sandbox = await createSandbox();
    const id = await startBare(sandbox, 'one');
    const open = sandbox.claude(['-p', `--resume=${id}`], 'by hand {{hold}}');
    await expect.poll(() => existsSync(join(sandbox.home, '.claude', 'sessions'))).toBe(true);
    const dryRun = async () => (await sandbox.chorus('adopt', id, 'auth', '--dry-run')).stderr;
    await expect.poll(dryRun).toMatch(/claude \(process \d+\) is at work on this conversation since/);
    sandbox.api.release();
    await open;
  });
});

describe('the settings', () => {
  test('given here are above those of a profile, and these above those of the transcript', async () => {
    await using sandbox = await createSandbox();
    await sandbox.inProcess('set', '--profile', 'careful', 'permissionMode=plan');
    plant(sandbox, ids[0], exchange(sandbox.work, 'Plan it', { permissionMode: 'acceptEdits' }));
    const ran = await sandbox.chorus('adopt', 'aaaa', 'auth', '--profile', 'careful', '--effort', 'low', '--json');
    expect(ran.json<Adopted>()).toMatchObject({
      session: { profile: 'careful', settings: { model: 'claude-opus-5-5', effort: 'low' } },
      guessed: ['model'],
    });
    expect(session(sandbox, 'auth').settings).toEqual({ model: 'claude-opus-5-5', effort: 'low' });
  });

  test('do not leave out permission checks unless that is asked for', async () => {
    await using sandbox = await createSandbox();
    plant(sandbox, ids[0], exchange(sandbox.work, 'Plan it', { permissionMode: 'bypassPermissions' }));
    const ran = await sandbox.chorus('adopt', 'aaaa', 'auth');
    expect(ran.stderr).toContain(
      'permissionMode was bypassPermissions, and is not taken over by itself. If you want it: chorus set auth permissionMode=',
    );
    expect(session(sandbox, 'auth').settings).toEqual({ model: 'claude-opus-5-5' });
  });
});

test('a dry run shows all and writes nothing', async () => {
  await using sandbox = await createSandbox();
  plant(sandbox, ids[0], exchange(sandbox.work));
  const ran = await expectNothingDone(sandbox, () => sandbox.chorus('adopt', ids[0], 'auth', '--dry-run', '--json'));
  expect(ran.json<Adopted>()).toMatchObject({
    session: { name: 'auth', sessionId: ids[0], createdAt: '2026-01-01T00:00:00.000Z' },
    isDryRun: true,
  });
  expect(existsSync(sandbox.chorusHome)).toBe(false);
  expect((await sandbox.chorus('adopt', ids[0], 'auth', '--dry-run')).stderr).toBe('chorus: nothing was written\n');
});

test('the list: the last used first, what is no conversation left out, those of this directory or all', async () => {
  await using sandbox = await createSandbox();
  const other = join(sandbox.root, 'other');
  mkdirSync(other);
  plant(sandbox, ids[0], [
    ...exchange(sandbox.work, 'The first\nof all'),
    { type: 'custom-title', customTitle: 'Login \u001b[31mflow', sessionId: ids[0] },
  ]);
  plant(sandbox, ids[1], exchange(other, 'Elsewhere'), other);
  const late = { timestamp: '2026-02-01T00:00:00.000Z' };
  const folder = dirname(
    plant(
      sandbox,
      ids[2],
      exchange(sandbox.work, 'Later').map((record) => ({ ...record, ...late })),
    ),
  );
  writeFileSync(join(folder, 'agent-1234.jsonl'), JSON.stringify(user('u1', null)));
  writeFileSync(join(folder, `${ids[2].replace('b', 'c')}.jsonl`), '');
  plant(sandbox, ids[2].replace('b', 'd'), [{ type: 'summary', summary: 'Of another', leafUuid: 'x' }]);
  plant(sandbox, ids[2].replace('b', 'e'), [user('u1', null, 'Warmup', { isSidechain: true, cwd: sandbox.work })]);

  const listed = await sandbox.chorus('adopt');
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = listed.stdout.split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^ID +AGE +LAST USED +SIZE +TITLE +FIRST PROMPT$/);
  expect(lines[1]).toMatch(/^bbbbbbbb +\d+ d +\d+ d ago +[\d.]+ k?B +- +Later$/);
  expect(lines[2]).toMatch(/^aaaaaaaa .* Login flow +The first of all$/);
  expect((await adoptable(sandbox, '--all')).map(({ sessionId }) => sessionId).toSorted()).toEqual([...ids]);
  expect((await sandbox.chorus('adopt', '--all')).stdout).toMatch(/\naaaaaaaa-0000-4000-8000-000000000002 /);
});

test('nothing to adopt is said, and is no failure', async () => {
  await using sandbox = await createSandbox();
  expect(await sandbox.chorus('adopt')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: `chorus: no conversations without a session in ${sandbox.work}; in all directories: chorus adopt --all\n`,
  });
  expect((await sandbox.chorus('adopt', '--json')).stdout).toBe('[]\n');
});

/** Three conversations, and the session `taken`, which had one of them. */
const createTaken = prepared(async (sandbox) => {
  const path = plant(sandbox, ids[0], exchange(sandbox.work));
  plant(sandbox, ids[1], exchange(sandbox.work));
  plant(sandbox, ids[2], exchange(sandbox.work));
  cpSync(path, join(sandbox.root, basename(path)));
  await sandbox.chorus('adopt', ids[2], 'taken');
  await begin(sandbox, 'taken', 'one', '--force');
});

describe('what can not be adopted is refused, and nothing is written', () => {
  test.each<[what: string, args: (sandbox: Sandbox) => string[], message: RegExp]>([
    ['an id of none', () => ['cccc', 'auth'], /there is no conversation "cccc"\n +chorus adopt --all --list/],
    [
      'the beginning of several',
      () => ['aaaa', 'auth'],
      /"aaaa" is the beginning of several conversations\n.*\n +aaaaaaaa-\S+1 "Plan it"\n/,
    ],
    ['no name', () => [ids[0]], /no session name given/],
    ['a bad name', () => [ids[0], 'a b'], /"a b" is not a session name/],
    ['a name that is taken', () => [ids[0], 'taken'], /there is already a session "taken"/],
    ['a conversation of a session', (sandbox) => [session(sandbox, 'taken').sessionId, 'auth'], /is already that of the session "taken"\n/],
    ['a former one', () => [ids[2], 'auth'], /was already that of the session "taken"\n +Go on with it: chorus resume taken/],
    ['a file that is none', () => ['./none.jsonl', 'auth'], /none\.jsonl is not the transcript of a conversation/],
    ['a file that is gone', () => [`./${ids[2].replace('b', 'f')}.jsonl`, 'auth'], /there is no file .*fbbb/],
    ['a copy of what Claude has', (sandbox) => [join(sandbox.root, `${ids[0]}.jsonl`), 'auth'], /Claude has the conversation \S+ itself: /],
    ['a list of one', () => ['--list', ids[0]], /--list takes no conversation/],
  ])('%s', async (_, args, message) => {
    await using sandbox = await createTaken();
    const ran: Ran = await expectNothingDone(sandbox, () => sandbox.inProcess('adopt', ...args(sandbox)));
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(message);
  });
});

test('two calls that adopt one conversation at the same time: one of them does', async () => {
  await using sandbox = await createSandbox();
  plant(sandbox, ids[0], exchange(sandbox.work));
  const ran = await Promise.all(['a', 'b', 'c', 'd'].map((name) => sandbox.chorus('adopt', ids[0], name)));
  expect(ran.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2, 2, 2]);
  expect((await sandbox.inProcess('list', '--json')).json<unknown[]>()).toHaveLength(1);
});

test('a conversation without an answer is begun again where the release can not go on with it', async () => {
  await using sandbox = await createSandbox();
  const path = plant(sandbox, ids[0], []);
  appendFileSync(path, `${JSON.stringify(user('u1', null, 'Plan it', { cwd: sandbox.work }))}\n`);
  const ran = await sandbox.chorus('adopt', ids[0], 'auth');
  expect(ran.stderr).toBe('chorus: no answer was given in it yet; ask again: chorus resume auth "<prompt>"\n');
  expect(session(sandbox, 'auth')).toMatchObject({ state: 'starting', tip: null });
  expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
});
