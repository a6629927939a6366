import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createConversation } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { type Outcome, session } from './turns.ts';
import { startTurn } from './under-way.ts';

/** What the stub's usage of one request costs with the model of this release. */
const request = 0.0041;
const tool = `go {{tool Bash ${JSON.stringify({ command: 'touch running; sleep 600' })}}}`;
const allowed = ['--allowed-tools', 'Bash'];

function costOf(ran: { json<T>(): T }): number | null {
  return ran.json<Outcome>().turn.costUsd;
}

test('each call costs its own, and the session their sum; a branch does not pay again', async () => {
  await using sandbox = await createSandbox();
  const total = (name: string) => session(sandbox, name).totals.costUsd;
  expect(costOf(await sandbox.chorus('new', 'auth', 'one', '--json'))).toBe(request);
  expect(costOf(await sandbox.chorus('resume', 'auth', 'two', '--json'))).toBe(request);
  expect(costOf(await sandbox.chorus('fork', 'auth', 'jwt', 'three', '--json'))).toBe(request);
  expect(costOf(await sandbox.chorus('resume', 'jwt', 'four', '--json'))).toBe(request);
  expect(costOf(await sandbox.chorus('resume', 'auth', 'five', '--json'))).toBe(request);
  expect([total('auth'), total('jwt')]).toEqual([Number((3 * request).toFixed(8)), 2 * request]);
  expect(costOf(await sandbox.chorus('resume', 'auth', 'afresh', '--fresh', '--json'))).toBe(request);
  expect(total('auth')).toBe(4 * request);
});

test.each<[signal: NodeJS.Signals, exitCode: number]>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('a turn that %s ended costs what it had spent, and the next one its own', async (signal, exitCode) => {
  await using sandbox = await createSandbox();
  await sandbox.chorus('new', 'auth', 'one', ...allowed);
  const { child } = await startTurn(sandbox, 'resume', 'auth', tool, '--json');
  // The request is answered, and the tool runs.
  await expect.poll(() => existsSync(join(sandbox.work, 'running'))).toBe(true);
  child.kill(signal);
  const ended = JSON.parse(String((await child).stdout)) as Outcome;
  expect(ended).toMatchObject({ turn: { status: 'interrupted' }, exitCode });
  expect([ended.turn.costUsd, session(sandbox, 'auth').totals.costUsd]).toEqual([request, 2 * request]);
  expect(costOf(await sandbox.chorus('resume', 'auth', 'three', '--json'))).toBe(request);
  expect(session(sandbox, 'auth').totals.costUsd).toBe(Number((3 * request).toFixed(8)));
});

test('a claude that is killed costs what its requests cost, as an estimate, and its budget is used up by it', async () => {
  await using sandbox = await createConversation();
  const suicide = `go {{tool Bash ${JSON.stringify({ command: 'kill -9 $PPID' })}}}`;
  const killed = await sandbox.chorus('resume', 'auth', suicide, ...allowed, '--json');
  expect(killed.json<Outcome>()).toMatchObject({
    turn: { status: 'none', costUsd: request, costIsEstimated: true, usage: { input_tokens: 1000, output_tokens: 5 } },
    exitCode: 137,
  });
  expect(session(sandbox, 'auth').totals.costUsd).toBe(2 * request);
  await sandbox.inProcess('set', 'auth', `budgetUsd=${2 * request}`);
  expect(await sandbox.inProcess('resume', 'auth', 'three')).toMatchObject({ exitCode: 4, stdout: '' });
  expect(costOf(await sandbox.chorus('resume', 'auth', 'three', '--budget-usd', '1', '--json'))).toBe(request);
  expect(session(sandbox, 'auth').totals.costUsd).toBe(Number((3 * request).toFixed(8)));
});

test('a turn that failed before the model answered costs nothing', async () => {
  await using sandbox = await createConversation();
  const failed = await sandbox.chorus('resume', 'auth', 'two {{status 400}}', '--json');
  expect(failed.json<Outcome>()).toMatchObject({ turn: { status: 'error', costUsd: 0 }, exitCode: 1 });
  expect(session(sandbox, 'auth').totals.costUsd).toBe(request);
});
