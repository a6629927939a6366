import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type * as Library from '../../src/index.ts';
import { createFakeClaude, letGo, plainTurn } from '../support/fake-claude.ts';
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
      const { claude, plan } = await chorus.preview({ action: 'resume', name: 'auth', options: { settings: { model: 'opus' } } });
      expect(plan).toBe('resume');
      expect(claude.argv).toContain('--model=opus');
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
      [chorus.resume('auht', 'x'), 8, 'there is no session "auht"'],
      [chorus.start('auth', 'x'), 2, 'there is already a session "auth"'],
      [chorus.start('other', ''), 2, 'the prompt is empty'],
      [chorus.start('other', 'x', { settings: { effort: 'extreme' as 'high' } }), 2, 'effort of this call must be one of'],
      [createChorus({ env: sandbox.env, cwd: sandbox.work, claude: '/nowhere' }).start('other', 'x'), 127, 'claude was not found'],
    ] as const) {
      const error = await thrown(turn);
      expect(error).toBeInstanceOf(ChorusError);
      expect(error).toMatchObject({ exitCode, message: expect.stringContaining(message), hint: expect.any(String) });
    }
    expect(sandbox.api.exchanges).toHaveLength(asked);
  });

  test('a reader that takes its time gets every message', async () => {
    await using sandbox = await createSandbox({ claude: '/set/below' });
    const [init, , result] = plainTurn('done').write as [object, object, object];
    const lines = Array.from({ length: 100 }, (_, n) => ({ type: 'assistant', n, message: { id: `msg_${n}`, content: [] } }));
    const fake = join(sandbox.root, 'fake');
    sandbox.env.CHORUS_CLAUDE = createFakeClaude(fake, {
      release: '2.1.329',
      steps: [{ write: [init, ...lines.slice(0, 50)] }, { waitFor: 'half' }, { write: [...lines.slice(50), result] }],
    });
    const messages = [];
    for await (const message of open(sandbox).start('auth', 'one')) {
      messages.push(message);
      if (messages.length === 20) letGo(fake, 'half');
      await sleep(2);
    }
    expect(messages.flatMap((message) => ('n' in message ? [message.n] : []))).toEqual(lines.map(({ n }) => n));
    expect(messages.map(({ type }) => type).filter((type) => type !== 'assistant')).toEqual(['system', 'result', 'chorus']);
    expect(messages.at(-1)).toMatchObject({ verdict: { status: 'started' }, turn: { status: 'ok', result: 'done' }, exitCode: 0 });
  });

  test.each(['onMessage', 'onChunk', 'onStart', 'onResult'] as const)(
    'an error of %s is thrown when the turn is recorded',
    async (name) => {
      await using sandbox = await createSandbox();
      let calls = 0;
      const fail = () => {
        calls++;
        throw new Error('of the observer');
      };
      const turn = open(sandbox).start('auth', 'one', { observer: { [name]: fail } });
      await expect(Promise.resolve(turn)).rejects.toThrow('of the observer');
      expect(calls).toBe(1);
      expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 }, last: { verdict: 'started' } });
      expect(sandbox.readLog()).toMatchObject([{ verdict: 'started', turn: 'ok' }]);
    },
  );

  test('an error of a promise of an observer is the same', async () => {
    await using sandbox = await createSandbox();
    const turn = open(sandbox).start('auth', 'one', { observer: { onMessage: () => Promise.reject(new Error('of the observer')) } });
    await expect(Promise.resolve(turn)).rejects.toThrow('of the observer');
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
  });

  test('an error while it is iterated leaves the turn to go on, and to be recorded', async () => {
    await using sandbox = await createSandbox();
    const turn = open(sandbox).start('auth', 'one');
    const iterate = async () => {
      for await (const { type } of turn) throw new Error(`of the reader, at ${type}`);
    };
    await expect(iterate()).rejects.toThrow('of the reader, at system');
    expect(await turn).toMatchObject({ turn: { status: 'ok', result: 'reply to: one' } });
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
    expect(sandbox.readLog()).toHaveLength(1);
  });

  test('a signal while the session is waited for: nothing is run', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    await chorus.start('auth', 'one');
    const running = sandbox.spawn(['resume', 'auth', 'two {{hold}}'], { stdin: 'ignore' });
    await expect.poll(() => sandbox.api.exchanges.length).toBe(2);
    const controller = new AbortController();
    const reason = new Error('enough');
    const turn = chorus.resume('auth', 'three', { signal: controller.signal, observer: { onWait: () => controller.abort(reason) } });
    await expect(Promise.resolve(turn)).rejects.toBe(reason);
    expect(running.exitCode).toBeNull();
    sandbox.api.release();
    expect((await running).exitCode).toBe(0);
    expect(sandbox.api.exchanges).toHaveLength(2);
    expect(sandbox.readLog()).toHaveLength(2);
    // It does not hold the session either.
    expect(await chorus.resume('auth', 'four', { wait: 0 })).toMatchObject({ exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two {{hold}}', 'four'));
  });

  test('a signal that was given before: nothing is run', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const turn = chorus.start('auth', 'one', { signal: AbortSignal.abort() });
    await expect(Promise.resolve(turn)).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(sandbox.chorusHome)).toBe(false);
  });

  test('remove takes the transcript along where it is asked to', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    await chorus.start('a', 'one');
    await chorus.start('b', 'one');
    const { sessionId } = await chorus.get('a');
    await chorus.remove('a');
    expect(sandbox.transcripts()).toHaveLength(2);
    await chorus.remove('b', { transcript: true });
    expect(sandbox.transcripts()).toEqual([sandbox.transcript(sessionId)]);
    expect(chorus.list()).toEqual([]);
  });

  test('a signal ends the turn as Ctrl-C does', async () => {
    await using sandbox = await createSandbox();
    const chorus = open(sandbox);
    const controller = new AbortController();
    const turn = chorus.start('auth', 'one {{hold}}', { signal: controller.signal });
    const outcome = Promise.resolve(turn);
    await expect.poll(() => sandbox.api.exchanges.length).toBe(1);
    controller.abort();
    expect(await outcome).toMatchObject({ turn: { status: 'interrupted' }, exitCode: 130 });
    // With or without a result from claude (see exit-codes.test.ts), the session goes on.
    expect(await chorus.resume('auth', 'next')).toMatchObject({ turn: { status: 'ok' }, exitCode: 0 });
  });
});
