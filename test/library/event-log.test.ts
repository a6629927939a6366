import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
import type { LogOptions } from '../../src/library/log.ts';
import { plainTurn } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { eventOf } from '../support/turn-events.ts';

const first = eventOf('auth', '2026-03-01T10:00:00Z', 1);
const second = eventOf('auth', '2026-03-01T11:00:00Z', 1);

test('follow gives each event once, from the offset on, until it is stopped', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  store.log.append(first);
  const seen: TurnEvent[] = [];
  const stop = chorus.log.follow(chorus.log.read().end, (event) => seen.push(event));
  try {
    store.log.append(second);
    await expect.poll(() => seen).toEqual([second]);
    store.log.append(first);
    await expect.poll(() => seen).toEqual([second, first]);
  } finally {
    stop();
  }
});

test('follow works before there is a log', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  const seen: TurnEvent[] = [];
  const stop = chorus.log.follow(0, (event) => seen.push(event));
  try {
    store.log.append(first);
    await expect.poll(() => seen).toEqual([first]);
  } finally {
    stop();
  }
});

const third = eventOf('auth', '2026-03-01T12:00:00Z', 1);

test.each<[what: string, replace: (path: string) => void]>([
  [
    'is replaced',
    (path) => {
      writeFileSync(`${path}.new`, `${JSON.stringify(second)}\n`);
      renameSync(`${path}.new`, path);
    },
  ],
  [
    'is replaced by a longer one',
    (path) => {
      const lines = [second, ...Array.from({ length: 9 }, () => third)];
      writeFileSync(`${path}.new`, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
      renameSync(`${path}.new`, path);
    },
  ],
  ['is cut to nothing and goes on', (path) => writeFileSync(path, `${JSON.stringify(second)}\n`)],
  [
    'is removed, and begun anew',
    (path) => {
      rmSync(path);
      writeFileSync(path, `${JSON.stringify(second)}\n`);
    },
  ],
])('follow goes on from the start of a log that %s', async (_, replace) => {
  const { chorus, store } = scriptedChorus('2.1.329');
  for (const event of [first, first, first]) store.log.append(event);
  const seen: TurnEvent[] = [];
  const stop = chorus.log.follow(chorus.log.read().end, (event) => seen.push(event));
  try {
    replace(chorus.log.path);
    await expect.poll(() => seen[0]).toEqual(second);
    store.log.append(first);
    await expect.poll(() => seen.at(-1)).toEqual(first);
    expect(seen.filter(({ time }) => time === second.time)).toHaveLength(1);
  } finally {
    stop();
  }
});

test('follow goes on where it was in a log that was replaced by a copy of itself', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  store.log.append(first);
  const seen: TurnEvent[] = [];
  const stop = chorus.log.follow(chorus.log.read().end, (event) => seen.push(event));
  try {
    copyFileSync(chorus.log.path, `${chorus.log.path}.new`);
    renameSync(`${chorus.log.path}.new`, chorus.log.path);
    store.log.append(second);
    await expect.poll(() => seen).toEqual([second]);
  } finally {
    stop();
  }
});

test('a log that cannot be read any more ends following, and says why', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  store.log.append(first);
  const error = new Promise((resolve) => {
    chorus.log.follow(chorus.log.read().end, () => {}, resolve);
  });
  rmSync(chorus.log.path);
  mkdirSync(chorus.log.path);
  expect(await error).toMatchObject({ code: 'file-unreadable' });
});

test('events: the newest first, those that are selected, one at a time', async () => {
  const { chorus, store } = scriptedChorus('2.1.329');
  const failed = eventOf('docs', '2026-03-01T12:00:00.000Z', 2, { turn: 'error', exitCode: 1 });
  for (const event of [first, second, failed]) store.log.append(event);
  const of = (options: LogOptions) => [...chorus.log.events(options)];
  expect(of({})).toEqual([first, second, failed]);
  expect(of({ newestFirst: true })).toEqual([failed, second, first]);
  expect(of({ failed: true })).toEqual([failed]);
  expect(of({ session: 'auth', newestFirst: true })).toEqual([second, first]);
  expect(of({ since: new Date('2026-03-01T12:00:00Z') })).toEqual([failed]);
  expect([first, second, failed].filter(chorus.log.filter({ session: 'docs' }))).toEqual([failed]);
});

test('the events of a session are found under its former name and ids, and those of a removed one by its name', async () => {
  const { chorus, store } = scriptedChorus('2.1.329', plainTurn('one'));
  await chorus.start('auth', 'hello');
  await chorus.rename('auth', 'login');
  store.log.append(eventOf('other', '2026-03-01T10:00:00Z', 7));
  store.log.append(eventOf('gone', '2026-03-01T10:00:00Z', null));
  const { events } = chorus.log.read();
  const namesOf = (name: string) => events.filter(chorus.log.isOf(name)).map(({ session }) => session);
  expect(namesOf('login')).toEqual(['auth']);
  expect(namesOf('other')).toEqual(['other']);
  expect(namesOf('gone')).toEqual(['gone']);
  expect(namesOf('nobody')).toEqual([]);
  const { sessionId } = await chorus.get('login');
  await store.sessions.update('login', () => ({ sessionId: crypto.randomUUID(), formerIds: [sessionId] }));
  expect(events.filter(chorus.log.isOf('login')).map(({ session }) => session)).toEqual(['auth']);
});
