import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import { findLeftovers } from '../support/leftovers.ts';
import { createSandbox } from '../support/sandbox.ts';
import { type LogEvent, lastExchange, type Outcome, session } from './turns.ts';
import { says } from './under-way.ts';

interface Task {
  id: string;
  type: string;
  description?: string;
  status: string;
}

type Told = Outcome & { turn: { backgroundTasks: Task[]; numTurns: number; usage: { input_tokens: number } } };

const allowed = ['--allowed-tools', 'Bash'];

/** A prompt whose answer is `done`, while a shell task goes on until there is a file of that name. */
function withTask(file: string): string {
  return `go {{tool Bash ${JSON.stringify({ command: `until [ -e ${file} ]; do sleep .1; done; echo hi`, run_in_background: true, description: 'Sleeps' })}}}`;
}

describe('a background task that outlasts the answer', () => {
  test('is waited for: the answer is there at once, and what Claude says of its end follows', async () => {
    await using sandbox = await createSandbox();
    const child = sandbox.spawn(['new', 'auth', withTask('go'), ...allowed], { stdin: 'ignore' });
    const waits = says(child, 'waits for a background task');
    const first = await new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk))));
    expect(first).toBe('done\n');
    await waits;
    expect(child.exitCode).toBeNull();
    writeFileSync(join(sandbox.work, 'go'), '');
    const ran = await child;
    const asked = sandbox.api.exchanges.length;
    rmSync(join(sandbox.work, 'go'));
    const bare = sandbox.claude(['-p', '--allowedTools=Bash'], withTask('go'));
    // The tool call, and the answer to its result.
    await expect.poll(() => sandbox.api.exchanges.length).toBeGreaterThanOrEqual(asked + 2);
    writeFileSync(join(sandbox.work, 'go'), '');
    const plain = await bare;
    expect([ran.exitCode, ran.stdout]).toEqual([0, plain.stdout]);
    expect(ran.stderr).toContain('chorus: the answer is complete; claude waits for a background task: Sleeps (Ctrl-C ends it)\n');
    expect(ran.stderr).toContain('✓ auth started');
  });

  test('is recorded, and both answers are one turn; the log does not say what it was', async () => {
    await using sandbox = await createSandbox();
    const child = sandbox.spawn(['new', 'auth', withTask('go'), '--json', ...allowed], { stdin: 'ignore' });
    await says(child, 'waits for a background task');
    writeFileSync(join(sandbox.work, 'go'), '');
    const told = JSON.parse(String((await child).stdout)) as Told;
    expect(told.turn).toMatchObject({ status: 'ok', numTurns: 3, costUsd: 0.0123, usage: { input_tokens: 3000 } });
    expect(told.turn.backgroundTasks).toEqual([{ id: expect.any(String), type: 'local_bash', description: 'Sleeps', status: 'completed' }]);
    expect(session(sandbox, 'auth').totals).toMatchObject({ turns: 1, costUsd: 0.0123, tokens: { input: 3000 } });
    const [event] = sandbox.readLog<LogEvent & { backgroundTasks: Task[] }>();
    expect(event?.backgroundTasks).toEqual([{ id: expect.any(String), type: 'local_bash', status: 'completed' }]);
  });

  test('is stopped with onBackgroundTasks=stop, and the next turn answers its own prompt', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', withTask('never'), '--json', '--on-background-tasks', 'stop', ...allowed);
    expect(ran.json<Told>()).toMatchObject({
      turn: { status: 'ok', result: 'done', backgroundTasks: [{ status: 'killed' }] },
      exitCode: 0,
    });
    expect(ran.stderr).toBe('chorus: chorus ends claude, and with it a background task: Sleeps\n');
    expect(findLeftovers(sandbox.home)).toEqual([]);
    // 2.1.329 tells first, with a result of its own, of the task that was stopped.
    const next = await sandbox.chorus('resume', 'auth', 'two');
    expect(next).toMatchObject({ exitCode: 0, stdout: 'reply to: two\n' });
    expect(lastExchange(sandbox).prompt).toBe('two');
    const late = await sandbox.chorus('resume', 'auth', withTask('never'), '--json');
    expect(late.json<Told>().turn.status).toBe('ok');
    const idle = await sandbox.chorus('resume', 'auth', '{{hold}} three', '--json', '--idle-timeout', '1');
    expect(idle.json<Told>()).toMatchObject({ turn: { status: 'timeout' }, exitCode: 124 });
  });

  test('is ended after backgroundTimeout', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', withTask('never'), '--background-timeout', '1', ...allowed);
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    expect(ran.stderr).toMatch(
      /claude waits for a background task: Sleeps .*\nchorus: chorus ends claude, and with it a background task: Sleeps\n/,
    );
    expect(findLeftovers(sandbox.home)).toEqual([]);
  });

  test('is ended by Ctrl-C, which is no interruption of the turn', async () => {
    await using sandbox = await createSandbox();
    const child = sandbox.spawn(['new', 'auth', withTask('never'), '--json', ...allowed], { stdin: 'ignore' });
    await new Promise<void>((resolve) => child.stderr?.once('data', () => resolve()));
    child.kill('SIGINT');
    const ran = await child;
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(String(ran.stdout))).toMatchObject({ turn: { status: 'ok' }, verdict: { status: 'started' } });
    expect(findLeftovers(sandbox.home)).toEqual([]);
  });
});

describe('idleTimeout', () => {
  const init = { type: 'system', subtype: 'init', session_id: '$SESSION_ID', cwd: '$CWD', model: 'claude-fake', permissionMode: 'default' };
  const result = { type: 'result', subtype: 'success', is_error: false, session_id: '$SESSION_ID', result: 'ok' };

  test('ends a turn of which nothing comes', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', { write: init }, { hang: true });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--idle-timeout', '0.5');
    expect(ran.exitCode).toBe(124);
    expect(ran.stderr).toContain('turn: timeout');
    expect(ran.stderr).toContain('claude was silent for 0.5 s.');
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({ turn: 'timeout', exitCode: 124 });
  });

  test('lets one go on that comes in drops', async () => {
    const drops = Array.from({ length: 6 }, () => [{ write: { type: 'stream_event' } }, { pause: 300 }]).flat();
    await using sandbox = await createFakeSandbox('2.1.329', { write: init }, ...drops, { write: result });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--idle-timeout', '1');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ok\n' });
  });

  test('does not count while the reader of the stream takes its time', async () => {
    await using sandbox = await createFakeSandbox(
      '2.1.329',
      { write: init },
      { generate: { bytes: 4_000_000, minLine: 1000, maxLine: 1000 } },
      { write: result },
    );
    const child = sandbox.spawn(['new', 'auth', 'one', '--stream', '--idle-timeout', '0.5'], { stdin: 'ignore', buffer: false });
    child.stdout?.pause();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    child.stdout?.resume();
    expect((await child).exitCode).toBe(0);
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({ turn: 'ok' });
  });
});
