import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSession, type Session } from '../../src/core/session.ts';
import { lockSession } from '../../src/store/lock.ts';
import { SessionStore } from '../../src/store/sessions.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejectionOf, thrownBy } from '../support/thrown.ts';

const sessionId = '0f3e6c1a-5a0e-4c55-8f52-1c2d3e4f5a6b';
const now = new Date('2026-01-01T00:00:00Z');

function sessionOf(name: string, rest: Partial<Session> = {}): Session {
  return { ...createSession({ name, sessionId, now, cwd: '/work', settings: {} }), ...rest };
}

function openStore(): { store: SessionStore; home: string; put(file: string, content: string | object): string } {
  const home = temporaryFolder();
  mkdirSync(join(home, 'sessions'));
  return {
    home,
    store: new SessionStore(home),
    put: (file, content) => {
      const path = join(home, 'sessions', file);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
  };
}

const keys = [
  'name',
  'sessionId',
  'createdAt',
  'lastActiveAt',
  'cwd',
  'settings',
  'profile',
  'parent',
  'tags',
  'note',
  'formerIds',
  'tip',
  'root',
  'last',
  'totals',
  'state',
  'transcriptSeen',
  'promptSnapshot',
];

describe('a session', () => {
  test('is one file, in a folder accessible only to its owner', async () => {
    const home = join(temporaryFolder(), 'chorus');
    const store = new SessionStore(home);
    const session = sessionOf('team/Auth', { settings: { model: 'opus', allowedTools: ['Bash(git log *)'] }, note: 'ü' });
    await store.create(session);
    const path = join(home, 'sessions', 'team=+auth.json');
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(session, null, 2)}\n`);
    expect(await store.get('team/Auth')).toEqual(session);
    expect([home, join(home, 'sessions'), path].map((each) => (statSync(each).mode & 0o777).toString(8))).toEqual(['700', '700', '600']);
  });

  test('may have the longest name, in capitals', async () => {
    const { store } = openStore();
    const name = 'X'.repeat(100);
    await store.create(sessionOf(name));
    await store.update(name, () => ({ note: 'changed' }));
    expect(store.names()).toEqual([name]);
    expect((await store.get(name)).note).toBe('changed');
  });

  test('keeps its keys in order, with unknown keys last', async () => {
    const { store, put } = openStore();
    const { name, cwd, ...rest } = sessionOf('auth');
    const path = put('auth.json', { later: { of: ['a', null] }, ...rest, cwd, name, 'dotted.key': 1 });
    await store.update('auth', () => ({ tags: ['x'], note: 'y' }));
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(Object.keys(stored)).toEqual([...keys, 'later', 'dotted.key']);
    expect(stored).toEqual({ ...sessionOf('auth', { tags: ['x'], note: 'y' }), later: { of: ['a', null] }, 'dotted.key': 1 });
  });

  test('written by hand gets defaults for missing keys', async () => {
    const { store, put } = openStore();
    put('auth.json', { sessionId, cwd: '/work' });
    expect(await store.get('auth')).toEqual({
      ...sessionOf('auth'),
      createdAt: '1970-01-01T00:00:00.000Z',
      lastActiveAt: '1970-01-01T00:00:00.000Z',
    });
  });

  test('has the name of its file, whatever its content says', async () => {
    const { store, put } = openStore();
    put('copy.json', sessionOf('auth'));
    expect((await store.get('copy')).name).toBe('copy');
  });

  test('is changed as it is on disk, not as it was read', async () => {
    const { store } = openStore();
    await store.create(sessionOf('auth'));
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.update('auth', ({ tags }) => ({ tags: [...tags, `t${index}`] }))));
    expect((await store.get('auth')).tags.sort()).toEqual(Array.from({ length: 20 }, (_, index) => `t${index}`).sort());
  });

  test('is created only once', async () => {
    const { store, home } = openStore();
    await store.create(sessionOf('auth', { note: 'first' }));
    expect(await rejectionOf(store.create(sessionOf('auth', { note: 'second' })))).toEqual({
      message: 'there is already a session "auth"',
      hint: 'Continue it: chorus resume auth. Or start a new conversation in its place: --force.',
      exitCode: 2,
    });
    const made = await Promise.allSettled([1, 2, 3, 4].map((n) => store.create(sessionOf('race', { note: `${n}` }))));
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect((await store.get('auth')).note).toBe('first');
    expect(readdirSync(join(home, 'sessions')).sort()).toEqual(['auth.json', 'race.json']);
  });

  test('whose name differs from that of another only by case is not created, not even at the same moment', async () => {
    const { store, home } = openStore();
    await store.create(sessionOf('Team/auth'));
    expect(await rejectionOf(store.create(sessionOf('team/Auth')))).toEqual({
      message: 'there is already a session "Team/auth"',
      hint: 'Names that differ only by case are not two sessions. Continue it: chorus resume Team/auth. Or choose another name.',
      exitCode: 2,
    });
    const made = await Promise.allSettled(['race', 'Race', 'RACE', 'rACE'].map((name) => store.create(sessionOf(name))));
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(store.names().map((name) => name.toLowerCase())).toEqual(expect.arrayContaining(['race', 'team/auth']));
    expect(store.names().length).toBe(2);
    expect(readdirSync(join(home, 'locks')).length).toBe(2);
  });

  test('of an older home may differ from another only by case, and both stay what they are', async () => {
    const { store, put } = openStore();
    put('auth.json', sessionOf('auth', { note: 'small' }));
    put('+auth.json', sessionOf('Auth', { note: 'capital' }));
    await store.update('Auth', () => ({ tags: ['x'] }));
    expect([(await store.get('auth')).note, (await store.get('Auth')).note]).toEqual(['small', 'capital']);
    expect([store.takenBy('auth'), store.takenBy('Auth'), store.takenBy('AUTH', 'auth')]).toEqual(['auth', 'Auth', 'Auth']);
    expect(await rejectionOf(store.rename('Auth', 'AUTH'))).toMatchObject({ message: 'there is already a session "auth"' });
    await store.rename('Auth', 'other');
    await store.rename('auth', 'AUTH');
    expect(store.names().sort()).toEqual(['AUTH', 'other']);
  });

  test('that does not exist is an error that names the nearest', async () => {
    const { store } = openStore();
    expect(await rejectionOf(store.get('auht'))).toEqual({
      message: 'there is no session "auht"',
      hint: 'chorus list shows the sessions; chorus new <name> starts one.',
      exitCode: 8,
    });
    for (const name of ['auth', 'auto', 'billing']) await store.create(sessionOf(name));
    expect(await rejectionOf(store.get('auht'))).toMatchObject({ hint: 'Did you mean auth or auto?' });
    expect(await rejectionOf(store.update('auht', () => ({})))).toMatchObject({ exitCode: 8 });
    expect(await rejectionOf(store.get('../auth'))).toMatchObject({ message: '"../auth" is not a session name', exitCode: 2 });
    expect(store.names().sort()).toEqual(['auth', 'auto', 'billing']);
  });

  test('is found to exist without being read', async () => {
    const { store, put } = openStore();
    put('auth.json', 'damaged');
    expect([store.has('auth'), store.has('other')]).toEqual([true, false]);
  });

  test('is removed with its last good copy, and nothing else', async () => {
    const { store, home } = openStore();
    for (const name of ['auth', 'auth.json', 'authx']) await store.create(sessionOf(name));
    await store.update('auth', () => ({ note: 'x' }));
    expect(readdirSync(join(home, 'sessions'))).toContain('auth.json.bak');
    await store.remove('auth');
    expect(readdirSync(join(home, 'sessions')).sort()).toEqual(['auth.json.json', 'authx.json']);
    await store.remove('auth');
  });

  test('is renamed with all that it holds', async () => {
    const { store, put, home } = openStore();
    put('auth.json', { ...sessionOf('auth', { note: 'x' }), later: 1 });
    await store.rename('auth', 'team/auth');
    expect(readdirSync(join(home, 'sessions'))).toEqual(['team=auth.json']);
    expect(await store.get('team/auth')).toEqual({ ...sessionOf('team/auth', { note: 'x' }), later: 1 });
  });

  test('is renamed with changes that another call makes at the same time', async () => {
    for (let round = 0; round < 30; round++) {
      const { store, home } = openStore();
      await store.create(sessionOf('a'));
      const held = await lockSession(home, 'a', 'write', { waitMs: 0 });
      const change = () =>
        store
          .update('a', () => ({ note: 'changed' }))
          .then(
            () => true,
            () => false,
          );
      const calls = round % 2 === 0 ? [change(), store.rename('a', 'b')] : [store.rename('a', 'b'), change()];
      held.release();
      const changed = (await Promise.all(calls)).includes(true);
      expect(store.names()).toEqual(['b']);
      expect((await store.get('b')).note).toBe(changed ? 'changed' : null);
      if (round === 0) expect(changed).toBe(true);
    }
  });

  test('two renames that swap names do not block each other', async () => {
    const { store } = openStore();
    for (const name of ['a', 'b']) await store.create(sessionOf(name, { note: name }));
    const swapped = await Promise.allSettled([store.rename('a', 'b'), store.rename('b', 'a')]);
    expect(swapped.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([(await store.get('a')).note, (await store.get('b')).note]).toEqual(['a', 'b']);
  });

  test('is not renamed over another one', async () => {
    const { store } = openStore();
    await store.create(sessionOf('a', { note: 'a' }));
    await store.create(sessionOf('b', { note: 'b' }));
    expect(await rejectionOf(store.rename('a', 'b'))).toMatchObject({ message: 'there is already a session "b"', exitCode: 2 });
    expect([(await store.get('a')).note, (await store.get('b')).note]).toEqual(['a', 'b']);
  });
});

describe('a damaged file', () => {
  test.each<[what: string, content: string | object, problem: string]>([
    ['cut', '{"sessionId":', ''],
    ['without an id', { cwd: '/work' }, 'sessionId: '],
    ['with an id that is not a UUID', { sessionId: 'auth', cwd: '/work' }, 'sessionId: it must be a UUID'],
    ['without a directory', { sessionId }, 'cwd: '],
    ['with an empty directory', { sessionId, cwd: '' }, 'cwd: it must be a path'],
    ['with settings that are a list', { sessionId, cwd: '/work', settings: ['model'] }, 'settings: it must be an object'],
    ['with tags that are a text', { sessionId, cwd: '/work', tags: 'x' }, 'tags: '],
    ['with totals that are null', { sessionId, cwd: '/work', totals: null }, 'totals: '],
    ['with a total that is a text', { sessionId, cwd: '/work', totals: { turns: 'many' } }, 'totals.turns: '],
    ['with a former id that is a number', { sessionId, cwd: '/work', formerIds: [1] }, 'formerIds.0: '],
    ['with a tip of numbers', { sessionId, cwd: '/work', tip: { uuid: 5 } }, 'tip.uuid: '],
    ['with a time that is a number', { sessionId, cwd: '/work', createdAt: 5 }, 'createdAt: '],
    ['with a time that is not a time', { sessionId, cwd: '/work', createdAt: 'yesterday' }, 'createdAt: it must be a time'],
    ['with a state that is a switch', { sessionId, cwd: '/work', state: true }, 'state: '],
    ['with an unknown state', { sessionId, cwd: '/work', state: 'asleep' }, 'state: '],
  ])('%s is an error with its path, and is never overwritten', async (_, content, problem) => {
    const { store, put } = openStore();
    const path = put('auth.json', content);
    const before = readFileSync(path, 'utf8');
    const message = expect.stringContaining(`${path} is damaged: ${problem}`);
    expect(thrownBy(() => store.read('auth'))).toMatchObject({ message, exitCode: 7 });
    expect(await rejectionOf(store.get('auth'))).toMatchObject({ exitCode: 7 });
    expect(await rejectionOf(store.update('auth', () => ({ note: 'x' })))).toMatchObject({ exitCode: 7 });
    expect(await rejectionOf(store.create(sessionOf('auth')))).toMatchObject({ exitCode: 2 });
    expect(await rejectionOf(store.rename('auth', 'other'))).toMatchObject({ exitCode: 7 });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('does not affect other sessions', async () => {
    const { store, put } = openStore();
    await store.create(sessionOf('good'));
    put('bad.json', '{');
    put('worse.json', '[]');
    const { sessions, damaged } = store.list();
    expect(sessions).toEqual([sessionOf('good')]);
    expect(damaged.map(({ name, error }) => [name, error.exitCode]).sort()).toEqual([
      ['bad', 7],
      ['worse', 7],
    ]);
    await store.update('good', () => ({ note: 'x' }));
    expect((await store.get('good')).note).toBe('x');
  });
});

describe('the list', () => {
  test('is empty if there is no folder', () => {
    const store = new SessionStore(join(temporaryFolder(), 'chorus'));
    expect([store.names(), store.list(), store.lastUsedIn('/work')]).toEqual([[], { sessions: [], damaged: [] }, undefined]);
  });

  test("leaves out files that are not a session's", async () => {
    const { store, put } = openStore();
    await store.create(sessionOf('a.b'));
    await store.update('a.b', () => ({}));
    for (const file of ['Upper.json', 'a.json.bak', '.hidden.json', 'notes.txt', 'a b.json', 'a.json.tmp-12']) put(file, sessionOf('x'));
    expect(store.names()).toEqual(['a.b']);
  });

  test('is an error if the folder cannot be read', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'sessions'), '');
    expect(await rejectionOf(new SessionStore(home).create(sessionOf('auth')))).toMatchObject({ exitCode: 7 });
    expect(thrownBy(() => new SessionStore(home).names())).toMatchObject({
      message: expect.stringContaining('cannot be read: ENOTDIR'),
      exitCode: 7,
    });
  });
});

describe('lastUsedIn', () => {
  const at = (minute: number) => new Date(now.getTime() + minute * 60_000);

  /** Creates sessions, with the minutes of their last use and of their file's last change. */
  function used(rows: readonly [name: string, cwd: string, usedAt: number, changedAt: number][]): SessionStore {
    const { store, put } = openStore();
    for (const [name, cwd, usedAt, changedAt] of rows) {
      const path = put(`${name}.json`, sessionOf(name, { cwd, lastActiveAt: at(usedAt).toISOString() }));
      utimesSync(path, at(changedAt), at(changedAt));
    }
    return store;
  }

  test.each<[what: string, rows: [name: string, cwd: string, usedAt: number, changedAt: number][], last: string | undefined]>([
    ['nothing', [], undefined],
    ['one elsewhere', [['a', '/other', 1, 1]], undefined],
    [
      'the later of two',
      [
        ['a', '/work', 1, 1],
        ['b', '/work', 2, 2],
      ],
      'b',
    ],
    [
      'the later of two, though the other was changed since',
      [
        ['a', '/work', 1, 9],
        ['b', '/work', 2, 2],
      ],
      'b',
    ],
    [
      'the later of many that were changed since',
      [
        ['a', '/work', 1, 9],
        ['b', '/work', 2, 8],
        ['c', '/work', 3, 7],
        ['d', '/other', 4, 6],
      ],
      'c',
    ],
    [
      'one here, though those elsewhere are later',
      [
        ['a', '/work', 1, 1],
        ['b', '/other', 5, 5],
        ['c', '/work/sub', 6, 6],
      ],
      'a',
    ],
  ])('%s', (_, rows, last) => {
    expect(used(rows).lastUsedIn('/work')?.name).toBe(last);
  });

  test('skips damaged files', () => {
    const { store, put } = openStore();
    put('a.json', sessionOf('a'));
    put('b.json', '{');
    expect(store.lastUsedIn('/work')?.name).toBe('a');
  });
});

describe('a session that is renamed while sessions are listed is listed once', () => {
  /** Renames at a given moment of the listing. */
  class RenamedMeanwhile extends SessionStore {
    renameAt: 'before' | 'after' | 'during' | undefined;
    readonly #home: string;

    constructor(home: string) {
      super(home);
      this.#home = home;
    }

    #move(from: string, to: string): void {
      renameSync(join(this.#home, 'sessions', `${from}.json`), join(this.#home, 'sessions', `${to}.json`));
      this.renameAt = undefined;
    }

    override names(): string[] {
      // Neither name is in a listing that the rename passes by.
      const names = this.renameAt === 'during' ? super.names().filter((name) => name !== 'auth') : super.names();
      if (this.renameAt === 'before' || this.renameAt === 'during') this.#move('auth', 'login');
      return names;
    }

    override read(name: string): Session | undefined {
      const session = super.read(name);
      if (this.renameAt === 'after' && name === 'auth') this.#move('auth', 'login');
      return session;
    }
  }

  test.each(['before', 'during', 'after'] as const)('%s its file is read', async (moment) => {
    const { home, put } = openStore();
    put('auth.json', sessionOf('auth'));
    put('docs.json', sessionOf('docs'));
    const store = new RenamedMeanwhile(home);
    store.renameAt = moment;
    const { sessions, damaged } = store.list();
    expect(damaged).toEqual([]);
    expect(sessions.map(({ name }) => name).sort()).toEqual(['docs', 'login']);
    expect(
      store
        .list()
        .sessions.map(({ name }) => name)
        .sort(),
    ).toEqual(['docs', 'login']);
  });
});
