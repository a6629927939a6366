import { expect, test } from 'vitest';
import { init, plainTurn } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';

test('a whole turn in this process: prompt, answer, session and log', async () => {
  const { chorus, claude, store, work } = scriptedChorus('2.1.329', plainTurn('It is 42.'));
  const outcome = await chorus.start('auth', 'What is it?', { settings: { model: 'haiku' } });
  expect(outcome).toMatchObject({ verdict: { status: 'started' }, turn: { status: 'ok', result: 'It is 42.' }, exitCode: 0 });
  expect(claude.asked()).toBe(1);
  expect(claude.calls()).toHaveLength(1);
  expect(claude.calls()[0]).toMatchObject({ input: 'What is it?', cwd: work, signals: [] });
  expect(claude.calls()[0]?.argv).toEqual(expect.arrayContaining(['--model=haiku', `--session-id=${outcome.sessionId}`]));
  expect(await store.sessions.get('auth')).toMatchObject({ sessionId: outcome.sessionId, settings: { model: 'haiku' } });
});

test('Ctrl-C is passed on to a claude that hangs, and the turn is recorded as interrupted', async () => {
  const { chorus, claude, signal } = scriptedChorus('2.1.329', { write: init }, { hang: true });
  const seen: string[] = [];
  const turn = chorus.start('auth', 'What is it?');
  for await (const message of turn) {
    seen.push(message.type);
    if (message.type === 'system') signal('SIGINT');
  }
  expect(await turn).toMatchObject({ turn: { status: 'interrupted' }, exitCode: 130 });
  expect(seen).toEqual(['system', 'chorus']);
  expect(claude.calls()[0]?.signals).toEqual(['SIGINT']);
});

test('a fork waits for the first turn of its original: before, there is no point to fork from', async () => {
  const { chorus, claude, signal } = scriptedChorus('2.1.329', { write: init }, { hang: true });
  for await (const { type } of chorus.start('auth', 'What is it?')) {
    if (type !== 'system') continue;
    await expect(chorus.fork('auth', 'branch', 'And now?', { wait: 0 })).rejects.toMatchObject({ code: 'busy' });
    await expect(chorus.recordFork('auth', 'branch', { wait: 0 })).rejects.toMatchObject({ code: 'busy' });
    signal('SIGINT');
  }
  expect(claude.calls()).toHaveLength(1);
});

test('a claude that fails says why on standard error', async () => {
  const { chorus } = scriptedChorus('2.1.329', { stderr: 'no licence\n' }, { exit: 9 });
  const outcome = await chorus.start('auth', 'What is it?');
  expect(outcome).toMatchObject({ turn: { status: 'none' }, exitCode: 1 });
  expect(JSON.stringify(outcome)).toContain('no licence');
});

test('what a wait for the prompt took is taken off the timeout of the turn', async () => {
  const { chorus, claude } = scriptedChorus('2.1.329', { write: init }, { hang: true });
  const outcome = await chorus.start('auth', 'What is it?', { settings: { timeout: 86_400 }, elapsed: 86_400 });
  expect(outcome).toMatchObject({ turn: { status: 'timeout' }, exitCode: 124 });
  expect(claude.calls()[0]?.signals).toEqual(['SIGINT']);
});
