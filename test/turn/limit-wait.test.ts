import { expect, test } from 'vitest';
import type { LimitWait } from '../../src/core/notices.ts';
import type { Settings } from '../../src/core/settings.ts';
import { Chorus } from '../../src/library/chorus.ts';
import { plainTurn } from '../support/fake-claude.ts';
import { scriptedCall } from '../support/scripted-call.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { refusedTurn, testTime } from '../support/usage-limit.ts';

const start = new Date(2026, 0, 1, 12);
const hours = 3_600_000;
const inTwoHours = new Date(start.getTime() + 2 * hours);

/** A chorus at noon, whose account has reached a limit that resets in two hours, or when a test says. */
function limited(resetsAt = inTwoHours) {
  const scripted = scriptedChorus('2.1.329', { write: refusedTurn({ resetsAt }) });
  const { clock, now } = testTime(start);
  const world = { ...scripted.world, clock, now };
  const chorus = new Chorus(world);
  const waits: LimitWait[] = [];
  const begin = (settings: Settings, signal?: AbortSignal) =>
    chorus.start('auth', 'Go', { settings, signal, observer: { onLimitWait: (wait) => waits.push(wait) } }).outcome;
  const call = (...argv: string[]) => scriptedCall({ chorus, world, work: scripted.work }, argv);
  return { ...scripted, world, chorus, clock, waits, begin, call };
}

test('a usage limit is not waited for by default: exit 4, and a hint names its local time and the setting', async () => {
  const { begin, claude, waits } = limited();
  const outcome = await begin({});
  expect(outcome).toMatchObject({
    turn: { status: 'limit', usageLimit: { resetsAt: inTwoHours.toISOString(), window: 'five_hour' } },
    exitCode: 4,
  });
  expect(outcome.hints[0]).toBe(
    'The usage limit resets at 2026-01-01 14:00:00. To wait for it: --on-limit wait, or chorus set auth onLimit=wait',
  );
  expect(claude.calls()).toHaveLength(1);
  expect(waits).toEqual([]);
});

test('with onLimit=wait the prompt is sent again when the limit resets, not before, in a fresh first turn under a new id', async () => {
  const { begin, claude, clock, waits, store } = limited();
  const turn = begin({ onLimit: 'wait' });
  await clock.isAwaited();
  const first = await store.sessions.get('auth');
  expect(first.last).toMatchObject({ turn: 'limit', exitCode: 4 });
  expect(waits).toEqual([{ until: inTwoHours, window: 'five_hour' }]);
  claude.play('2.1.329', plainTurn('Done.'));
  clock.pass(2 * hours - 1);
  expect(claude.calls()).toHaveLength(1);
  clock.pass(1);
  expect(await turn).toMatchObject({ verdict: { status: 'started' }, turn: { status: 'ok', result: 'Done.' }, exitCode: 0 });
  expect(claude.calls().map(({ input }) => input)).toEqual(['Go', 'Go']);
  const after = await store.sessions.get('auth');
  expect(after.formerIds).toEqual([first.sessionId]);
  expect(after).toMatchObject({ totals: { calls: 2 }, last: { turn: 'ok' } });
});

test('while it waits, the session stays held, and others are told by whom and until when', async () => {
  const { begin, chorus, claude, clock } = limited();
  const turn = begin({ onLimit: 'wait' });
  await clock.isAwaited();
  const busy = `is busy: held by chorus new (process ${process.pid}) since`;
  await expect(chorus.resume('auth', 'Hello', { wait: 0 })).rejects.toThrow(busy);
  await expect(chorus.resume('auth', 'Hello', { wait: 0 })).rejects.toThrow(
    /, which waits for a usage limit until (2026-01-01 )?14:00:00$/,
  );
  claude.play('2.1.329', plainTurn());
  clock.pass(2 * hours);
  expect((await turn).exitCode).toBe(0);
});

test.each([
  ['onLimitTimeout', { onLimitTimeout: 3600 }, 'Not waited for: that is 2 h, and onLimitTimeout allows 1 h.'],
  ['timeout', { timeout: 600 }, 'Not waited for: that is 2 h, and timeout ends the turn after 10 min.'],
])('a limit that resets later than %s allows fails at once, with its time', async (_, settings, hint) => {
  const { begin, claude, waits } = limited();
  const outcome = await begin({ onLimit: 'wait', ...settings });
  expect(outcome).toMatchObject({ turn: { status: 'limit' }, exitCode: 4 });
  expect(outcome.hints.join('\n')).toContain('The usage limit resets at 2026-01-01 14:00:00.');
  expect(outcome.hints.join('\n')).toContain(hint);
  expect(claude.calls()).toHaveLength(1);
  expect(waits).toEqual([]);
});

test('a limit that is there again is waited for again, as long as all waits together stay within onLimitTimeout', async () => {
  const { begin, claude, clock, waits } = limited();
  const turn = begin({ onLimit: 'wait', onLimitTimeout: 3 * 3600 });
  await clock.isAwaited();
  const again = new Date(inTwoHours.getTime() + 2 * hours);
  claude.play('2.1.329', { write: refusedTurn({ resetsAt: again }) });
  clock.pass(2 * hours);
  const outcome = await turn;
  expect(outcome).toMatchObject({ turn: { status: 'limit', usageLimit: { resetsAt: again.toISOString() } }, exitCode: 4 });
  expect(outcome.hints.join('\n')).toContain('onLimitTimeout allows 3 h');
  expect(waits).toHaveLength(1);
  expect(claude.calls()).toHaveLength(2);
});

test('a reset time that has passed is no reason to ask again at once', async () => {
  const { begin, claude, clock, waits } = limited(new Date(start.getTime() - hours));
  const turn = begin({ onLimit: 'wait' });
  await clock.isAwaited();
  expect(waits[0]?.until).toEqual(new Date(start.getTime() + 60_000));
  claude.play('2.1.329', plainTurn());
  clock.pass(60_000);
  expect((await turn).exitCode).toBe(0);
});

test('Ctrl-C ends the wait as it ends a turn: exit 130, the prompt is not sent again, and the session is free', async () => {
  const { begin, chorus, claude, clock, signal, store } = limited();
  const turn = begin({ onLimit: 'wait' });
  await clock.isAwaited();
  signal('SIGINT');
  expect(await turn).toMatchObject({ turn: { status: 'interrupted' }, exitCode: 130 });
  expect(claude.calls()).toHaveLength(1);
  expect((await store.sessions.get('auth')).last).toMatchObject({ turn: 'limit' });
  claude.play('2.1.329', plainTurn());
  await expect(chorus.resume('auth', 'Hello', { wait: 0 })).resolves.toMatchObject({ turn: { status: 'ok' } });
});

test("a program's own signal ends the wait", async () => {
  const { begin, clock } = limited();
  const abort = new AbortController();
  const turn = begin({ onLimit: 'wait' }, abort.signal);
  await clock.isAwaited();
  abort.abort();
  expect(await turn).toMatchObject({ turn: { status: 'interrupted' }, exitCode: 130 });
});

test('the command says on standard error until when it waits, and prints the answer alone on standard output', async () => {
  const { call, claude, clock } = limited();
  const called = call('new', 'auth', 'Go', '--on-limit', 'wait');
  await clock.isAwaited();
  claude.play('2.1.329', plainTurn('Done.'));
  clock.pass(2 * hours);
  const { exitCode, stdout, stderr } = await called;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Done.\n' });
  expect(stderr).toContain(
    'chorus: usage limit (five hour): waiting until 2026-01-01 14:00:00, then the prompt is sent again (Ctrl-C ends the wait)\n',
  );
});
