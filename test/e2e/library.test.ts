import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type * as Library from '../../src/index.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { expectNothingDone, lastExchange, type Outcome, session, talk } from './turns.ts';

// By the package's own name, as a program would. Its types come from the source, since those in dist/ are there only after a whole build.
const { ChorusError, createChorus } = (await import('chorus-cli' as string)) as typeof Library;

function open({ env, work }: Sandbox) {
  return createChorus({ env, cwd: work });
}

describe('the library', () => {
  test('a turn that is awaited gives the object of --json', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const started = await chorus.start('auth', 'one', { settings: { model: 'sonnet', permissionMode: 'plan' } });
    expect(started).toMatchObject({
      session: 'auth',
      action: 'new',
      verdict: { status: 'started' },
      turn: { status: 'ok', result: 'reply to: one' },
    });
    const resumed = await chorus.resume('auth', 'two');
    const printed = (await sandbox.chorus('resume', 'auth', 'three', '--json')).json<Outcome>();
    expect(Object.keys(resumed)).toEqual(Object.keys(printed));
    expect(resumed).toMatchObject({ sessionId: printed.sessionId, claude: printed.claude, exitCode: 0, hints: [] });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
  });

  test('iterated, it gives the messages, and last the outcome', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const messages = [];
    const turn = chorus.start('auth', 'one');
    for await (const message of turn) messages.push(message);
    expect(messages.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual(
      expect.arrayContaining(['system/init', 'assistant/undefined', 'result/success']),
    );
    const last = messages.at(-1);
    expect(last).toEqual({ type: 'chorus', subtype: 'turn', ...(await turn) });
    expect(messages.filter(({ type }) => type === 'chorus')).toHaveLength(1);
    expect(sandbox.api.exchanges).toHaveLength(1);
  });

  test('a reader that leaves early does not stop the turn', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const turn = chorus.start('auth', 'one');
    for await (const message of turn) if (message.type === 'system') break;
    expect((await turn).turn).toMatchObject({ status: 'ok', result: 'reply to: one' });
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
  });

  test('nothing happens before a turn is awaited; preview never starts anything', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    chorus.start('auth', 'one');
    expect(existsSync(sandbox.chorusHome)).toBe(false);
    await chorus.start('auth', 'one');
    await expectNothingDone(sandbox, async () => {
      const { argv, plan } = await chorus.preview({ action: 'resume', name: 'auth', options: { settings: { model: 'opus' } } });
      expect(plan.kind).toBe('resume');
      expect(argv).toContain('--model=opus');
    });
  });

  test('options explored by forks, in parallel', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    await chorus.start('storage', 'read the code');
    const forks = await Promise.all(['a', 'b'].map((option) => chorus.fork('storage', `storage/${option}`, `sketch ${option}`)));
    expect(forks.map(({ verdict, turn }) => [verdict.status, turn.result])).toEqual([
      ['forked', 'reply to: sketch a'],
      ['forked', 'reply to: sketch b'],
    ]);
    for (const option of ['a', 'b']) {
      const exchange = sandbox.api.exchanges.find(({ prompt }) => prompt === `sketch ${option}`);
      expect(exchange?.history).toEqual(talk('read the code', `sketch ${option}`));
    }
  });

  test('a checkpoint before a risky step', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    await chorus.start('feature', 'one');
    const recorded = await chorus.recordFork('feature', 'feature/before');
    expect(recorded).toMatchObject({ name: 'feature/before', state: 'recorded', parent: { name: 'feature' } });
    await chorus.resume('feature', 'risky');
    const back = await chorus.resume('feature/before', 'another way');
    expect(back.verdict.status).toBe('forked');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'another way'));
  });

  test('list, get, set, settings, rename, remove', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    await chorus.record('auth', { settings: { model: 'haiku' }, tags: ['work'], note: 'a note' });
    expect(await chorus.get('auth')).toMatchObject({ name: 'auth', state: 'recorded', tags: ['work'], note: 'a note', cwd: sandbox.work });
    await chorus.set('auth', { maxTurns: 3, model: undefined });
    expect(await chorus.settings('auth')).toMatchObject({ maxTurns: { value: 3, origin: 'session' } });
    expect((await chorus.get('auth')).settings).toEqual({ maxTurns: 3 });
    await chorus.rename('auth', 'login');
    expect(chorus.list().map(({ name }) => name)).toEqual(['login']);
    expect(chorus.lastUsedIn(sandbox.work)?.name).toBe('login');
    await chorus.remove('login');
    expect(chorus.list()).toEqual([]);
  });

  test('a turn that fails has an outcome; what keeps it from being run is thrown', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    expect(await chorus.start('auth', '{{status 400}}')).toMatchObject({ turn: { status: 'error' }, exitCode: 1 });
    const asked = sandbox.api.exchanges.length;
    const thrown = async (turn: PromiseLike<unknown>) => {
      try {
        await turn;
      } catch (error) {
        return error;
      }
      throw new Error('nothing was thrown');
    };
    for (const [turn, exitCode, message] of [
      [chorus.resume('auht', 'x'), 2, 'there is no session "auht"'],
      [chorus.start('auth', 'x'), 2, 'there is already a session "auth"'],
      [chorus.start('other', ''), 2, 'the prompt is empty'],
      [chorus.start('other', 'x', { settings: { effort: 'extreme' } }), 2, 'effort of this call has to be one of'],
      [createChorus({ env: sandbox.env, cwd: sandbox.work, claude: '/nowhere' }).start('other', 'x'), 127, 'claude was not found'],
    ] as const) {
      const error = await thrown(turn);
      expect(error).toBeInstanceOf(ChorusError);
      expect(error).toMatchObject({ exitCode, message: expect.stringContaining(message), hint: expect.any(String) });
    }
    expect(sandbox.api.exchanges).toHaveLength(asked);
  });

  test('a signal ends the turn as Ctrl-C does', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const controller = new AbortController();
    const turn = chorus.start('auth', 'one {{delay 20000}}', { signal: controller.signal });
    const outcome = Promise.resolve(turn);
    await expect.poll(() => sandbox.api.exchanges.length, { timeout: 20_000 }).toBe(1);
    controller.abort();
    expect(await outcome).toMatchObject({ turn: { status: 'interrupted' }, exitCode: 130 });
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active' });
  });
});
