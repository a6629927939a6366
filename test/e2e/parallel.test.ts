import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { build } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { settingDefinitions } from '../../src/core/settings.ts';
import { lockSession } from '../../src/store/lock.ts';
import { atMost } from '../support/at-most.ts';
import { createConversation } from '../support/prepared.ts';
import { createSandbox, type Sandbox, type Spawned } from '../support/sandbox.ts';
import { type LogEvent, lastExchange, type Outcome, session, talk } from './turns.ts';
import { startTurn, startWaiting } from './under-way.ts';

const addMarks = fileURLToPath(new URL('../support/add-marks.ts', import.meta.url));
const built = fileURLToPath(new URL('../../dist/test', import.meta.url));

/** Processes at work at one time, where there are more. */
const atWork = 16;

/** Calls on several sessions, four on each: 64 in `npm run test:long`. */
const calls = Number(process.env.CHORUS_TEST_CALLS ?? 24);

const proved = { verdict: { status: 'resumed', evidence: { lineage: 'proved' } }, turn: { status: 'ok' }, exitCode: 0 };

/** The processes that wait for the session, in the order in which they came to its lock. */
function waitingFor(sandbox: Sandbox, name: string): number[] {
  const folder = join(sandbox.chorusHome, 'locks', `${name}.turn.queue`);
  if (!existsSync(folder)) return [];
  const tickets = readdirSync(folder).filter((ticket) => !ticket.endsWith('.new'));
  return tickets.sort().map((ticket) => Number(ticket.split('-')[1]));
}

function promptsOf(history: readonly string[]): string[] {
  return history.filter((line) => line.startsWith('user: ')).map((line) => line.slice('user: '.length));
}

describe('parallel calls on one session', () => {
  test('8 at once: 8 turns, in the order in which the calls came to the lock', async () => {
    await using sandbox = await createConversation();
    const held = await lockSession(sandbox.chorusHome, 'auth', 'turn', { waitMs: 0 });
    const prompts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const children = prompts.map((prompt) => sandbox.spawn(['resume', 'auth', prompt, '--json'], { stdin: 'ignore' }));
    await expect.poll(() => waitingFor(sandbox, 'auth').length, { interval: 10 }).toBe(8);
    const order = waitingFor(sandbox, 'auth').map((pid) => prompts[children.findIndex((child) => child.pid === pid)] ?? '');
    held.release();

    const ran = await Promise.all(children);
    expect(ran.map(({ exitCode }) => exitCode)).toEqual(prompts.map(() => 0));
    for (const { stdout } of ran) expect(JSON.parse(stdout)).toMatchObject(proved);
    const whole = ['one', ...order];
    expect(lastExchange(sandbox).history).toEqual(talk(...whole));
    expect(order.toSorted()).toEqual(prompts);

    expect(session(sandbox, 'auth')).toMatchObject({ totals: { turns: 9, tokens: { input: 9000, output: 45 } }, formerIds: [] });
    const events = sandbox.readLog<LogEvent & { evidence: Outcome['verdict']['evidence'] }>();
    expect(events.map(({ verdict, evidence }) => `${verdict}, ${evidence.lineage}`)).toEqual([
      'started, proved',
      ...prompts.map(() => 'resumed, proved'),
    ]);
    expect(sandbox.transcripts()).toHaveLength(1);
    expect(waitingFor(sandbox, 'auth')).toEqual([]);

    const last = await sandbox.chorus('resume', 'auth', 'last', '--json');
    expect(last.json<Outcome>()).toMatchObject(proved);
    expect(lastExchange(sandbox).history).toEqual(talk(...whole, 'last'));
  });

  test('who waits gets its turn in order', async () => {
    await using sandbox = await createSandbox();
    const { child: first } = await startTurn(sandbox, 'new', 'auth', 'first {{hold}}');
    const prompts = ['b', 'c', 'd', 'e'];
    const waiting: Spawned[] = [];
    for (const prompt of prompts) waiting.push((await startWaiting(sandbox, 'resume', 'auth', prompt)).child);
    expect(first.exitCode).toBeNull();
    sandbox.api.release();
    for (const child of await Promise.all([first, ...waiting])) expect(child.exitCode).toBe(0);
    expect(promptsOf(lastExchange(sandbox).history)).toEqual(['first {{hold}}', ...prompts]);
  });

  test('of two that start one name, one does and the other is told', async () => {
    await using sandbox = await createSandbox();
    const ran = await Promise.all([sandbox.chorus('new', 'auth', 'one'), sandbox.chorus('new', 'auth', 'one')]);
    expect(ran.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2]);
    expect(ran.find(({ exitCode }) => exitCode === 2)?.stderr).toContain('there is already a session "auth"\n');
    expect(sandbox.api.exchanges).toHaveLength(1);
    expect(session(sandbox, 'auth').totals.turns).toBe(1);
  });
});

describe('parallel calls on several sessions', () => {
  test(`${calls} on ${calls / 4}, their first turns among them: every one is in its conversation`, async () => {
    await using sandbox = await createSandbox();
    const names = Array.from({ length: calls / 4 }, (_, index) => `s${index}`);
    await atMost(atWork, names, (name) => sandbox.chorus('new', name));
    const turns = names.flatMap((name) => [1, 2, 3, 4].map((turn) => ({ name, prompt: `${name}, turn ${turn}` })));
    const ran = await atMost(atWork, turns, ({ name, prompt }) => sandbox.chorus('resume', name, prompt, '--json'));
    expect(ran.map(({ exitCode }) => exitCode)).toEqual(turns.map(() => 0));

    for (const name of names) {
      const asked = sandbox.api.exchanges.filter(({ prompt }) => prompt.startsWith(`${name},`));
      expect(asked).toHaveLength(4);
      const history = asked.at(-1)?.history ?? [];
      const order = promptsOf(history);
      expect(history).toEqual(talk(...order));
      expect(order.toSorted()).toEqual([1, 2, 3, 4].map((turn) => `${name}, turn ${turn}`));
      expect(session(sandbox, name)).toMatchObject({ totals: { turns: 4 }, formerIds: [], last: { verdict: 'resumed' } });
    }
    const verdicts = ran.map((each) => each.json<Outcome>().verdict);
    expect(verdicts.filter(({ status }) => status === 'started')).toHaveLength(names.length);
    expect(verdicts.filter(({ status, evidence }) => status === 'resumed' && evidence.lineage === 'proved')).toHaveLength(
      calls - names.length,
    );
    expect(sandbox.readLog()).toHaveLength(calls);
    expect(sandbox.transcripts()).toHaveLength(names.length);
  });

  test('they do not wait for each other', async () => {
    await using sandbox = await createSandbox();
    const { child: running } = await startTurn(sandbox, 'new', 'slow', 'one {{hold}}');
    expect((await sandbox.chorus('new', 'quick', 'one', '--no-wait')).exitCode).toBe(0);
    expect((await sandbox.chorus('resume', 'quick', 'two', '--no-wait')).exitCode).toBe(0);
    expect(running.exitCode).toBeNull();
    running.kill('SIGINT');
    await running;
  });
});

describe('parallel writes of one session', () => {
  test('32 processes, 5 writes each: 160 of 160 are there', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth', '--model', 'haiku');
    const marks = Array.from({ length: 32 }, (_, writer) => [1, 2, 3, 4, 5].map((write) => `--mark-${writer}-${write}`));
    // In one file, since to load the modules one by one would be most of the time of 32 processes.
    await build({ input: addMarks, platform: 'node', external: ['fs-native-extensions'], output: { dir: built, format: 'esm' } });
    const program = join(built, 'add-marks.js');
    const write = (each: string[]) => execa(process.execPath, [program, sandbox.chorusHome, 'auth', ...each], { reject: false });
    const ran = await atMost(atWork, marks, write);
    expect(ran.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr)).toEqual([]);
    const { extraArgs, ...settings } = session(sandbox, 'auth').settings as { extraArgs: string[] };
    expect(extraArgs.toSorted()).toEqual(marks.flat().toSorted());
    for (const each of marks) expect(extraArgs.filter((mark) => each.includes(mark))).toEqual(each);
    expect(settings).toEqual({ model: 'haiku' });
  });

  test('32 calls of set, each another key: all are there, and a turn that runs meanwhile undoes none', async () => {
    await using sandbox = await createConversation();
    const { child: running } = await startTurn(sandbox, 'resume', 'auth', 'two {{hold}}');
    const kinds = { number: 7, duration: 7, switch: true, text: 'some text', choice: undefined };
    const settings = settingDefinitions.flatMap(({ key, kind, choices, paths, content }): [string, unknown][] => {
      const value = kind in kinds ? (kinds[kind as keyof typeof kinds] ?? choices?.[0]) : undefined;
      // A text that has to be JSON is checked.
      return value === undefined || paths ? [] : [[key, content ? '{}' : value]];
    });
    expect(settings.length).toBeGreaterThanOrEqual(32);
    const asked = settings.slice(0, 32);
    const ran = await atMost(atWork, asked, ([key, value]) => sandbox.chorus('set', 'auth', `${key}=${value}`));
    expect(ran.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr)).toEqual([]);
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({ settings: Object.fromEntries(asked), totals: { turns: 2 } });
  });
});
