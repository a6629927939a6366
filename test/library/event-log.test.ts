import { expect, test } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
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
