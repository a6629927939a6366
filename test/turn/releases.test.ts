import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../../src/claude/transcript/projects.ts';
import { assistant, init, result } from '../support/fake-claude.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';

/** A whole turn of a release, which costs so much; `total_cost_usd` is of the call, or of the conversation, as that release has it. */
function turnOf(release: string, costUsd = 0.01) {
  return { write: [{ ...init, claude_code_version: release }, assistant(), { ...result(), total_cost_usd: costUsd }] };
}

const released = { key: 'release', asked: '2.1.200', actual: '2.1.329' };

/** A session whose first turn was in 2.1.200, at a path that now gives another release. */
async function startedOn(release = '2.1.200', settings: object = { systemPrompt: 'You are a pirate.' }) {
  const scripted = scriptedChorus(release, turnOf(release, 0.0162));
  await scripted.chorus.start('auth', 'one', { settings });
  return scripted;
}

test('the release that init names prices the turn, not the one that was seen at this path before', async () => {
  const { chorus, claude, store } = await startedOn('2.1.329');
  // The sum of the conversation, as that release tells it.
  claude.play('2.1.200', turnOf('2.1.200', 0.0081));
  const outcome = await chorus.resume('auth', 'two');
  expect(outcome.claude.release).toBe('2.1.200');
  expect(outcome.turn.costUsd).toBe(0.0081);
  expect((await store.sessions.get('auth')).totals.costUsd).toBe(0.0243);
});

test('a budget is not spent by a sum that is taken for the cost of a call', async () => {
  const { chorus, claude, store } = await startedOn('2.1.200', { budgetUsd: 0.05 });
  claude.play('2.1.329', turnOf('2.1.329', 0.0081));
  await chorus.resume('auth', 'two');
  claude.play('2.1.329', turnOf('2.1.329', 0.0162));
  await chorus.resume('auth', 'three');
  expect((await store.sessions.get('auth')).totals.costUsd).toBe(0.0324);
});

test('a release without a running sum in between: the next one with it is priced by the difference', async () => {
  const { chorus, claude } = await startedOn('2.1.280');
  claude.play('2.1.200', turnOf('2.1.200', 0.5));
  await chorus.resume('auth', 'two');
  claude.play('2.1.280', turnOf('2.1.280', 0.0243));
  expect((await chorus.resume('auth', 'three')).turn.costUsd).toBe(0.0081);
});

test('a changed system prompt that another release was not told of is drift, and the next call gets it right', async () => {
  const { chorus, claude } = await startedOn();
  claude.play('2.1.329', turnOf('2.1.329'));
  await chorus.set('auth', { systemPrompt: 'You are a poet.' });
  const outcome = await chorus.resume('auth', 'two');
  expect(claude.calls().at(-1)?.argv).not.toContain('--system-prompt-snapshot=off');
  expect(outcome.verdict.drift).toEqual([released]);
  expect(outcome.hints.join('\n')).toContain('This claude is 2.1.329, and the call was made for 2.1.200');
  const next = await chorus.resume('auth', 'three');
  expect(claude.calls().at(-1)?.argv).toContain('--system-prompt-snapshot=off');
  expect(next.verdict.drift).toEqual([]);
  expect(claude.asked()).toBe(1);
});

test('another release with the same command line is no drift', async () => {
  const { chorus, claude } = await startedOn('2.1.200', {});
  claude.play('2.1.329', turnOf('2.1.329'));
  const outcome = await chorus.resume('auth', 'two');
  expect(outcome.claude.release).toBe('2.1.329');
  expect(outcome.verdict.drift).toEqual([]);
});

test('two directories with a release each, at one path: neither is taken for the other', async () => {
  const { chorus, claude, world } = await startedOn();
  const cwd = join(world.cwd, 'elsewhere');
  mkdirSync(cwd);
  claude.play('2.1.329', turnOf('2.1.329'));
  await chorus.start('other', 'one', { settings: { systemPrompt: 'You are a pirate.', cwd } });
  await chorus.set('auth', { systemPrompt: 'You are a poet.' });
  await chorus.set('other', { systemPrompt: 'You are a poet.' });
  await chorus.resume('other', 'two');
  expect(claude.calls().at(-1)?.argv).toContain('--system-prompt-snapshot=off');
  claude.play('2.1.200', turnOf('2.1.200'));
  const outcome = await chorus.resume('auth', 'two');
  expect(claude.calls().at(-1)?.argv).not.toContain('--system-prompt-snapshot=off');
  expect(outcome.verdict.drift).toEqual([]);
});

test('a setting is not refused by what is remembered of another call: claude is asked first', async () => {
  const { chorus, claude } = await startedOn('1.0.60', {});
  claude.play('2.1.329', turnOf('2.1.329'));
  const outcome = await chorus.resume('auth', 'two', { settings: { effort: 'high' } });
  expect(outcome.claude.release).toBe('2.1.329');
  expect(claude.calls().at(-1)?.argv).toContain('--effort=high');
});

test('a setting that the release lacks is refused, and nothing is started', async () => {
  const { chorus, claude } = await startedOn('1.0.60', {});
  await expect(chorus.resume('auth', 'two', { settings: { effort: 'high' } })).rejects.toMatchObject({ code: 'unsupported-setting' });
  expect(claude.calls()).toHaveLength(1);
});

test('a claude that refuses a call made for another release is asked before the next one', async () => {
  const { chorus, claude } = await startedOn('2.1.329');
  await chorus.recordFork('auth', 'branch');
  claude.play('2.0.50', { stderr: 'Error: --session-id cannot be used with --continue or --resume.\n' }, { exit: 1 });
  const refused = await chorus.resume('branch', 'two');
  expect(refused).toMatchObject({ turn: { status: 'none' }, exitCode: 1 });
  expect(refused.hints).toContain('The call was made for claude 2.1.329, and this may be another one: the next call asks it first.');
  claude.play('2.0.50', turnOf('2.0.50'));
  const outcome = await chorus.resume('branch', 'two');
  expect(claude.calls().at(-1)?.argv.join(' ')).toMatch(/--resume=\S+ --fork-session --system-prompt/);
  expect(outcome.claude.release).toBe('2.0.50');
});

test('a claude that refuses to skip permissions as root is not taken for another release', async () => {
  const { chorus, claude } = await startedOn('2.1.329');
  const stderr = '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons\n';
  claude.play('2.1.329', { stderr }, { exit: 1 });
  const refused = await chorus.resume('auth', 'two');
  expect(refused.hints.join('\n')).not.toContain('another one');
});

test('a release that does not name itself in init is known by its records', async () => {
  const { chorus, claude, world, work } = await startedOn('2.1.329', {});
  const { sessionId } = await chorus.get('auth');
  const path = join(projectDir(world.env, work), `${sessionId}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  claude.play('1.0.128', { write: [init, assistant(), { ...result(), total_cost_usd: 0.01 }] });
  writeFileSync(path, `${JSON.stringify({ parentUuid: null, uuid: 'fake-uuid', type: 'assistant', version: '1.0.128' })}\n`);
  expect((await chorus.resume('auth', 'two')).claude.release).toBe('2.1.329');
  const turn = chorus.resume('auth', 'three');
  for await (const message of turn) {
    if (message.type === 'result')
      writeFileSync(path, `${JSON.stringify({ parentUuid: 'fake-uuid', uuid: 'later', type: 'assistant', version: '1.0.128' })}\n`, {
        flag: 'a',
      });
  }
  expect((await turn).claude.release).toBe('1.0.128');
});
