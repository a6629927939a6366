import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectDir } from '../../src/claude/transcript/projects.ts';
import { plainTurn } from '../support/fake-claude.ts';
import { type ScriptedChorus, scriptedChorus } from '../support/scripted-chorus.ts';
import { rejectionOf } from '../support/thrown.ts';
import { assistant, user, writeTranscript } from '../support/transcripts.ts';

const nfd = 'cafe\u0301';

/** A session with one turn, its transcript and the folder beside it; in a directory of this name. */
async function begin(release: string, directory = 'shop') {
  const chorus = scriptedChorus(release, plainTurn());
  const cwd = join(chorus.work, directory);
  mkdirSync(cwd);
  await chorus.chorus.start('auth', 'one', { settings: { cwd } });
  const { sessionId } = await chorus.chorus.get('auth');
  const put = (folder: string) => {
    mkdirSync(join(folder, sessionId, 'tool-results'), { recursive: true });
    writeFileSync(join(folder, sessionId, 'tool-results', 'a.txt'), 'a');
    writeTranscript(folder, `${sessionId}.jsonl`, [user('u1', null), assistant('a1', 'u1', 'msg_1')]);
  };
  put(projectDir(chorus.world.env, cwd));
  return { ...chorus, cwd, sessionId, put };
}

/** What there is in Claude's folder of projects. */
function files({ world }: Pick<ScriptedChorus, 'world'>): string[] {
  const projects = dirname(projectDir(world.env, '/'));
  const isFile = (path: string) => /\.(?:jsonl|txt)$/.test(path);
  return readdirSync(projects, { recursive: true, encoding: 'utf8' })
    .filter(isFile)
    .map((path) => join(projects, path))
    .sort();
}

/** The transcript and the folder beside it, in one folder. */
function bothIn(folder: string, sessionId: string): string[] {
  return [join(folder, `${sessionId}.jsonl`), join(folder, sessionId, 'tool-results', 'a.txt')];
}

describe('a directory that was renamed', () => {
  test.each(['2.1.50', '2.1.200', '2.1.329'])(
    'set cwd= moves the transcript with its side folder to where claude %s looks',
    async (release) => {
      const { chorus, world, work, cwd, sessionId } = await begin(release);
      const moved = join(work, 'store');
      renameSync(cwd, moved);
      expect(await chorus.set('auth', { cwd: moved })).toMatchObject({ cwd: moved });
      expect(files({ world })).toEqual(bothIn(projectDir(world.env, moved), sessionId));
    },
  );

  test.each<[what: string, cut: (from: string, to: string, sessionId: string) => void]>([
    ['after the side folder', (from, to, id) => renameSync(join(from, id), join(to, id))],
    ['within the side folder', (_, to, id) => mkdirSync(join(to, id, 'tool-results'), { recursive: true })],
    [
      'after the transcript, before the session was written',
      (from, to, id) => {
        for (const name of [id, `${id}.jsonl`]) renameSync(join(from, name), join(to, name));
      },
    ],
  ])('a move that was killed %s is finished by the same call', async (_, cut) => {
    const { chorus, world, work, cwd, sessionId } = await begin('2.1.50');
    const moved = join(work, 'store');
    const [from, to] = [projectDir(world.env, cwd), projectDir(world.env, moved)];
    renameSync(cwd, moved);
    mkdirSync(to, { recursive: true });
    cut(from, to, sessionId);
    await chorus.set('auth', { cwd: moved });
    expect(files({ world })).toEqual(bothIn(to, sessionId));
    expect(await chorus.get('auth')).toMatchObject({ cwd: moved });
  });

  test('a move that was killed before the session was written is taken back by the next turn, where the old directory is still there', async () => {
    const { chorus, claude, world, work, cwd, sessionId } = await begin('2.1.50');
    const [from, to] = [projectDir(world.env, cwd), projectDir(world.env, join(work, 'store'))];
    renameSync(from, to);
    await chorus.resume('auth', 'two');
    expect(claude.calls().at(-1)).toMatchObject({ cwd, argv: expect.arrayContaining([`--resume=${sessionId}`]) });
    expect(files({ world })).toEqual(bothIn(from, sessionId));
  });

  test('a directory that does not exist is refused as a typo: nothing is moved, nothing is changed', async () => {
    const { chorus, world, work, cwd, sessionId } = await begin('2.1.50');
    expect(await rejectionOf(chorus.set('auth', { cwd: join(work, 'shopp'), model: 'haiku' }))).toMatchObject({
      message: `there is no directory ${join(work, 'shopp')}`,
      exitCode: 2,
    });
    const turn = chorus.resume('auth', 'two', { settings: { cwd: join(work, 'shopp') } });
    expect(await rejectionOf(Promise.resolve(turn))).toMatchObject({
      message: `there is no directory ${join(work, 'shopp')}`,
      exitCode: 2,
    });
    expect(await chorus.get('auth')).toMatchObject({ cwd, settings: {} });
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, cwd), sessionId));
  });

  test('waits for a running turn, or is refused as busy', async () => {
    const { chorus, work, store } = await begin('2.1.50');
    const lock = await store.lockTurn('auth', { waitMs: 0, action: 'resume' });
    expect(await rejectionOf(chorus.set('auth', { cwd: work }, { wait: 0 }))).toMatchObject({ exitCode: 5 });
    expect(await chorus.set('auth', { model: 'haiku' }, { wait: 0 })).toMatchObject({ settings: { model: 'haiku' } });
    const waits: string[] = [];
    const setting = chorus.set('auth', { cwd: work }, { observer: { onWait: (holder) => waits.push(holder) } });
    await expect.poll(() => waits.length).toBe(1);
    lock.release();
    expect(await setting).toMatchObject({ cwd: work });
  });
});

describe('another directory for one call', () => {
  test.each(['2.1.50', '2.1.329'])('moves nothing on %s', async (release) => {
    const { chorus, claude, world, work, cwd, sessionId } = await begin(release);
    const other = join(work, 'other');
    mkdirSync(other);
    await chorus.resume('auth', 'two', { settings: { cwd: other } });
    expect(claude.calls().at(-1)).toMatchObject({ cwd: other });
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, cwd), sessionId));
  });

  test('that is kept (--save) moves the conversation', async () => {
    const { chorus, world, work, sessionId } = await begin('2.1.329');
    const other = join(work, 'other');
    mkdirSync(other);
    await chorus.resume('auth', 'two', { settings: { cwd: other }, save: true });
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, other), sessionId));
    expect(await chorus.get('auth')).toMatchObject({ cwd: other });
  });
});

describe('a directory whose name is not in NFC', () => {
  test.each<[release: string, isNormalized: boolean]>([
    ['2.1.37', false],
    ['2.1.50', true],
    ['2.1.329', false],
  ])('what is gone is put back where claude %s looks', async (release, isNormalized) => {
    const { chorus, store, world, cwd, sessionId } = await begin(release, nfd);
    const path = join(projectDir(world.env, cwd), `${sessionId}.jsonl`);
    store.vault.keep(sessionId, path);
    const kept = readFileSync(path, 'utf8');
    rmSync(dirname(path), { recursive: true });
    await store.sessions.update('auth', () => ({ transcriptSeen: true, state: 'active' }));
    await chorus.resume('auth', 'two');
    const expected = projectDir(world.env, cwd, isNormalized);
    expect(files({ world })).toEqual(bothIn(expected, sessionId));
    expect(readFileSync(join(expected, `${sessionId}.jsonl`), 'utf8')).toBe(kept);
  });

  test('what an earlier chorus put back into the wrong folder is moved to the right one by the next turn', async () => {
    const { chorus, world, cwd, sessionId } = await begin('2.1.50', nfd);
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, cwd, false), sessionId));
    await chorus.resume('auth', 'two');
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, cwd, true), sessionId));
  });

  test('set cwd= moves the conversation to the folder of the release', async () => {
    const { chorus, world, work, sessionId } = await begin('2.1.50');
    mkdirSync(join(work, nfd));
    await chorus.set('auth', { cwd: join(work, nfd) });
    expect(files({ world })).toEqual(bothIn(projectDir(world.env, join(work, nfd), true), sessionId));
  });
});
