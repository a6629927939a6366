import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainTurn } from '../support/fake-claude.ts';
import { scriptedCall } from '../support/scripted-call.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { rejectionOf } from '../support/thrown.ts';

function turns() {
  const scripted = scriptedChorus('2.1.329', plainTurn());
  return { ...scripted, call: (...argv: string[]) => scriptedCall(scripted, argv) };
}

describe('resume --create', () => {
  test('starts the session where there is none, and keeps the settings with it', async () => {
    const { call, chorus, claude } = turns();
    const ran = await call('resume', 'auth', 'Hi', '--create', '--model', 'haiku', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ session: 'auth', action: 'new', verdict: { status: 'started' }, exitCode: 0 });
    expect((await chorus.get('auth')).settings).toEqual({ model: 'haiku' });
    expect(claude.calls()).toMatchObject([{ input: 'Hi', argv: expect.arrayContaining(['--model=haiku']) }]);
  });

  test('resumes a session that there is, and keeps nothing of the call', async () => {
    const { call, chorus } = turns();
    await chorus.start('auth', 'Hi', { settings: { model: 'haiku' } });
    const { stdout } = await call('resume', 'auth', 'Hi', '--create', '--effort', 'high', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ action: 'resume' });
    expect((await chorus.get('auth')).settings).toEqual({ model: 'haiku' });
  });

  test('called twice at once: one starts it, the other resumes it, and no prompt is lost', async () => {
    const { call, claude } = turns();
    const outcomes = await Promise.all(['one', 'two'].map((prompt) => call('resume', 'auth', prompt, '--create', '--json')));
    expect(outcomes.map(({ stdout }) => JSON.parse(stdout).action).sort()).toEqual(['new', 'resume']);
    expect(
      claude
        .calls()
        .map(({ input }) => input)
        .sort(),
    ).toEqual(['one', 'two']);
  });

  test('--dry-run shows the start, and keeps nothing', async () => {
    const { call, chorus } = turns();
    const { stdout } = await call('resume', 'auth', 'Hi', '--create', '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ session: 'auth', plan: 'start' });
    expect(chorus.has('auth')).toBe(false);
  });

  test('a name that cannot be one is refused', async () => {
    const { call } = turns();
    expect((await call('resume', '../x', 'Hi', '--create', '--get', 'session')).exitCode).toBe(2);
  });

  test('a settings file that does not exist: nothing is started', async () => {
    const { call, chorus, claude } = turns();
    expect((await call('resume', 'auth', 'Hi', '--create', '--settings', 'nope.json')).exitCode).toBe(2);
    expect([chorus.has('auth'), claude.calls()]).toEqual([false, []]);
  });

  test('in the library as well', async () => {
    const { chorus } = turns();
    expect(await chorus.resume('auth', 'Hi', { create: true })).toMatchObject({ action: 'new', exitCode: 0 });
    expect(await chorus.resume('auth', 'Hi', { create: true })).toMatchObject({ action: 'resume' });
    expect((await rejectionOf(chorus.resume('other', 'Hi').outcome)).exitCode).toBe(8);
  });
});

describe('resume --last', () => {
  test('continues the session last used here, with a prompt that could be a name', async () => {
    const { call, chorus, claude } = turns();
    await chorus.start('auth', 'Hi');
    expect(JSON.parse((await call('resume', '--last', 'continue', '--json')).stdout)).toMatchObject({ session: 'auth', action: 'resume' });
    expect(claude.calls().at(-1)?.input).toBe('continue');
  });

  test('takes its prompt from a file, too', async () => {
    const { call, chorus, claude, work } = turns();
    await chorus.start('auth', 'Hi');
    writeFileSync(join(work, 'prompt.md'), 'from a file');
    await call('resume', '--last', '--prompt-file', 'prompt.md');
    expect(claude.calls().at(-1)?.input).toBe('from a file');
  });

  test('with a name is a contradiction', async () => {
    const { call, claude } = turns();
    expect(await call('resume', 'auth', 'Hi', '--last')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('the name of a session and --last exclude each other'),
    });
    expect(claude.calls()).toEqual([]);
  });

  test('where no session was used: exit 2', async () => {
    const { call } = turns();
    expect((await call('resume', '--last', 'Hi')).stderr).toContain('no session was used in this directory yet');
  });
});
