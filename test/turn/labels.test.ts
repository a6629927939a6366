import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quirksOf } from '../../src/claude/call/releases.ts';
import { findTranscript } from '../../src/claude/transcript/projects.ts';
import { createSession, type Session } from '../../src/core/session.ts';
import type { Settings } from '../../src/core/settings.ts';
import { changeTagsOf, renameSession } from '../../src/library/sessions.ts';
import { openStore } from '../../src/store/store.ts';
import { labelChanges } from '../../src/turn/labels.ts';
import type { TurnPlan } from '../../src/turn/plan.ts';
import { findConversation } from '../../src/turn/restoration.ts';
import { titleOf } from '../../src/turn/title.ts';
import type { World } from '../../src/turn/world.ts';
import { plainTurn } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from '../support/transcripts.ts';

const sessionId = '11111111-1111-4111-8111-111111111111';
const exchange = [user('u1', null), assistant('a1', 'u1', 'msg_1')];
const title = (customTitle: string) => ({ type: 'custom-title', customTitle, sessionId });
const tag = (name: string) => ({ type: 'tag', tag: name, sessionId });

interface Scene {
  lines?: TranscriptLine[];
  settings?: Settings;
  tags?: string[];
  release?: string;
  state?: Session['state'];
}

/** The session "auth" after a turn, its transcript and the copy of it, as a turn leaves them. */
async function scene({ lines = exchange, settings = {}, tags = [], release = '2.1.329', state = 'active' }: Scene = {}) {
  const root = temporaryFolder();
  const project = join(root, 'claude', 'projects', '-work');
  mkdirSync(project, { recursive: true });
  const store = openStore(join(root, 'home'));
  const { path } = writeTranscript(project, `${sessionId}.jsonl`, lines);
  store.vault.keep(sessionId, path);
  const env = { CLAUDE_CONFIG_DIR: join(root, 'claude') };
  const world = { store, env } as unknown as World;
  const stamp = findTranscript(env, '/work', sessionId)?.stamp;
  await store.sessions.create({
    ...createSession({ name: 'auth', sessionId, now: new Date(0), cwd: '/work', settings }),
    tags,
    state,
    transcriptStamp: stamp,
    last: { release, counted: stamp },
  });
  const before = readFileSync(path, 'utf8');
  return {
    world,
    path,
    rename: (to: string) => renameSession(world, 'auth', to, {}),
    /** The records that were added, in words. */
    added: () => {
      const text = readFileSync(path, 'utf8');
      expect(text.startsWith(before)).toBe(true);
      const records = text.slice(before.length).split('\n').filter(Boolean);
      return records.map((line) =>
        Object.entries(JSON.parse(line) as object)
          .map(([key, value]) => (key === 'sessionId' ? '' : value))
          .join(' ')
          .trim(),
      );
    },
    /** Whether the next turn finds the transcript, its copy, and its counted messages as they were noted. */
    isAsNoted: async (name: string) => {
      const session = await store.sessions.get(name);
      const found = await findConversation(world, session, sessionId);
      const copy = store.vault.copyOf(sessionId)?.path ?? '';
      return (
        !found.isChanged &&
        found.restoration === undefined &&
        found.missing === undefined &&
        readFileSync(copy).equals(readFileSync(path)) &&
        JSON.stringify(session.last?.counted) === JSON.stringify(found.transcript?.stamp)
      );
    },
  };
}

describe('a session that is renamed', () => {
  test.each<[what: string, given: Scene, added: string[]]>([
    ['whose conversation has its name', { lines: [title('auth'), ...exchange] }, ['custom-title team/login', 'agent-name team/login']],
    ['whose conversation has no title', {}, ['custom-title team/login', 'agent-name team/login']],
    ['whose conversation a person gave a title', { lines: [title('auth'), ...exchange, title('By hand')] }, []],
    ['whose title a person took back', { lines: [title('auth'), ...exchange, title('')] }, []],
    ['whose title is a setting', { lines: [title('auth'), ...exchange], settings: { name: 'Pinned' } }, []],
    ['on a release without titles', { release: '2.1.50' }, []],
    ['that has no conversation yet', { state: 'recorded' }, []],
  ])('%s', async (_, given, added) => {
    const { rename, added: seen, isAsNoted } = await scene(given);
    await rename('team/login');
    expect(seen()).toEqual(added);
    expect(await isAsNoted('team/login')).toBe(true);
  });

  test('keeps its title where the transcript ends inside a record, or cannot be written', async () => {
    const cut = await scene();
    appendFileSync(cut.path, '{"parentUuid":"a1","uui');
    await cut.rename('login');
    expect(readFileSync(cut.path, 'utf8')).toMatch(/\{"parentUuid":"a1","uui$/);
    const empty = await scene();
    writeFileSync(empty.path, '');
    await empty.rename('login');
    expect(readFileSync(empty.path, 'utf8')).toBe('');
    const folder = await scene();
    chmodSync(folder.path, 0o400);
    await folder.rename('login');
    expect(await folder.world.store.sessions.get('login')).toMatchObject({ name: 'login' });
  });

  test('leaves a transcript that a person edited to be noticed by the next turn', async () => {
    const { path, rename, added, world } = await scene();
    const text = readFileSync(path, 'utf8').replace('"u1"', '"u9"');
    writeFileSync(path, text);
    await rename('login');
    expect(readFileSync(path, 'utf8')).toMatch(/custom-title/);
    expect(() => added()).toThrow();
    expect((await findConversation(world, await world.store.sessions.get('login'), sessionId)).isChanged).toBe(true);
  });
});

describe('the tag that Claude and its SDK show', () => {
  test.each<[what: string, given: Scene, change: { add?: string[]; remove?: string[] }, added: string[]]>([
    ['the first tag of the session', {}, { add: ['review', 'later'] }, ['tag review']],
    [
      'the next one, once the first is removed',
      { lines: [...exchange, tag('review')], tags: ['review', 'later'] },
      { remove: ['review'] },
      ['tag later'],
    ],
    ['none, once there is none', { lines: [...exchange, tag('review')], tags: ['review'] }, { remove: ['review'] }, ['tag']],
    ['as it is, if another tag is added', { lines: [...exchange, tag('review')], tags: ['review'] }, { add: ['later'] }, []],
    ['that of a person', { lines: [...exchange, tag('mine')] }, { add: ['review'] }, []],
    ['none on a release without titles', { release: '2.1.50' }, { add: ['review'] }, []],
  ])('is %s', async (_, given, change, added) => {
    const { world, added: seen, isAsNoted } = await scene(given);
    await changeTagsOf(world, 'auth', change);
    expect(seen()).toEqual(added);
    expect(await isAsNoted('auth')).toBe(true);
  });

  test('of a fork is its own, not that of its original', () => {
    const fork = { name: 'jwt', tags: ['spike'] };
    expect(labelChanges({ title: 'jwt', tag: 'review' }, fork, { name: 'jwt', tags: ['review'] }, false)).toEqual({ tag: 'spike' });
    expect(labelChanges({ title: 'jwt', tag: 'review' }, { ...fork, tags: [] }, { name: 'jwt', tags: ['review'] }, false)).toEqual({
      tag: '',
    });
    expect(labelChanges({ title: 'jwt', tag: 'by hand' }, fork, { name: 'jwt', tags: ['review'] }, false)).toEqual({});
  });
});

describe('the title that a turn gives', () => {
  const resume: TurnPlan = { kind: 'resume' };
  const start: TurnPlan = { kind: 'start', anew: false };
  test.each<
    [what: string, given: { plan: TurnPlan; lines?: TranscriptLine[]; values?: Settings; release?: string }, title: string | undefined]
  >([
    ['at the start', { plan: start }, 'team/auth'],
    ['of a fork', { plan: { kind: 'fork', anew: false }, lines: [title('By hand'), ...exchange] }, 'team/auth'],
    ['of a fresh conversation', { plan: { kind: 'restart', reason: 'asked' } }, 'team/auth'],
    ['on a resume of one without a title', { plan: resume, lines: exchange }, 'team/auth'],
    ['on a resume of one with a title', { plan: resume, lines: [...exchange, title('By hand')] }, undefined],
    ['on a resume of one whose title was taken back', { plan: resume, lines: [...exchange, title('')] }, undefined],
    ['on a resume without a transcript', { plan: resume }, undefined],
    ['where the setting gives one', { plan: start, values: { name: 'Pinned' } }, undefined],
    ['where no transcript is kept', { plan: start, values: { noSessionPersistence: true } }, undefined],
    ['where nothing is sent', { plan: { kind: 'gone' } }, undefined],
    ['on a release without titles', { plan: start, release: '2.1.50' }, undefined],
  ])('%s', (_, { plan, lines, values = {}, release = '2.1.329' }, expected) => {
    const session = createSession({ name: 'team/auth', sessionId, now: new Date(0), cwd: '/work', settings: {} });
    const transcript = lines && { ...writeTranscript(temporaryFolder(), `${sessionId}.jsonl`, lines), isReadable: true };
    expect(titleOf({ session, values, quirks: quirksOf(release), plan, transcript })).toBe(expected);
  });
});

test('the setting name is the title of its conversation alone: a fork has the name of its session', async () => {
  const { run, claude } = scriptedChorus('2.1.329', plainTurn());
  await run('new', 'auth', 'one', '--name', 'Login flow', '--model', 'opus');
  expect(claude.calls()[0]?.argv).toContain('--name=Login flow');
  expect(claude.calls()[0]?.argv).not.toContain('--name=auth');
  const { stdout } = await run('fork', 'auth', 'jwt', 'two', '--dry-run', '--json');
  expect((JSON.parse(stdout) as { claude: { argv: string[] } }).claude.argv.slice(-2)).toEqual(['--name=jwt', '--model=opus']);
});
