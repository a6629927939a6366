import { appendFileSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { plainTurn, toBytes } from '../support/fake-claude.ts';
import { scriptedCall } from '../support/scripted-call.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import type { ScriptedStep } from '../support/scripted-program.ts';

/** DEL, C1 controls (a CSI of one byte among them) and every mark of direction. */
const hostile =
  '<\u007f\u0080\u009b2J\u009d0;title\u009c\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069>caf\u00e9 \u{1f600}';
const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Chorus with a scripted `claude`, and everything that it writes on standard output, byte for byte. */
function hostileChorus({ isTTY, steps = [] }: { isTTY?: boolean; steps?: ScriptedStep[] } = {}) {
  const scripted = scriptedChorus('2.1.329', ...(steps.length > 0 ? steps : [plainTurn(hostile)]));
  const call = (...argv: string[]) => scriptedCall(scripted, argv, { isTTY });
  return { call, ...scripted };
}

describe('control characters in JSON', () => {
  test.each([
    ['new', 'other', 'Hi', '--json'],
    ['new', 'other', 'Hi', '--output', 'json'],
    ['resume', 'auth', 'Hi', '--dry-run', '--json'],
    ['list', '--json'],
    ['show', 'auth', '--json'],
    ['config', 'list', '--json'],
    ['config', 'get', 'appendSystemPrompt', '--json'],
    ['show', hostile, '--json'],
  ])('are escaped, which is the same JSON: chorus %s %s %s %s', async (...argv) => {
    const { call, chorus } = hostileChorus();
    await chorus.changeSettingsAt('defaults', { appendSystemPrompt: hostile });
    await chorus.record('auth', { settings: { systemPrompt: hostile } });
    const { stdout } = await call(...argv);
    expect(stdout).not.toMatch(raw);
    expect(stdout).toContain('\\u009b2J');
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(hostile).slice(1, -1));
  });

  test('are escaped in the log as well', async () => {
    const { call, world } = hostileChorus();
    await call('new', 'auth', 'Hi', '--json');
    const line = readFileSync(world.store.log.path, 'utf8');
    appendFileSync(world.store.log.path, `${JSON.stringify({ ...JSON.parse(line), strange: hostile })}\n`);
    const { stdout } = await call('log', '--json');
    expect(stdout).not.toMatch(raw);
    expect(stdout).toContain('\\u009b2J');
  });
});

describe("Claude's lines with --stream", () => {
  const noise = Buffer.from('not JSON: \u001b[31m \u009b31m \r\n');
  const lines = [noise, ...plainTurn(hostile).write.map(toBytes)];
  // Cut within a character.
  const bytes = Buffer.concat(lines);
  const steps = [{ write: bytes, splitAt: [bytes.indexOf(Buffer.from('\u009b31m')) + 1], pauseMs: 0 }];

  test('are untouched, byte for byte, where standard output is no terminal; the line of chorus is escaped', async () => {
    const { call, chorus, work } = hostileChorus({ steps });
    const written = (await call('new', 'auth', 'Hi', '--stream')).bytes;
    const { sessionId } = await chorus.get('auth');
    const sent = Buffer.from(bytes.toString().replaceAll('$SESSION_ID', sessionId).replaceAll('$CWD', work));
    expect(written.subarray(0, sent.length).equals(sent)).toBe(true);
    const own = written.subarray(sent.length).toString();
    expect(own).not.toMatch(raw);
    expect(JSON.parse(own)).toMatchObject({ type: 'chorus', turn: { result: hostile } });
  });

  test('are escaped at a terminal, and are the same JSON', async () => {
    const { call } = hostileChorus({ steps, isTTY: true });
    const { stdout } = await call('new', 'auth', 'Hi', '--stream');
    expect(stdout).not.toMatch(raw);
    const [first, ...rest] = stdout.trimEnd().split('\n');
    expect(first).toBe('not JSON: \\u001b[31m \\u009b31m \\u000d');
    expect(rest.map((line) => JSON.parse(line).result).filter(Boolean)).toEqual([hostile]);
  });
});

describe('the answer as text', () => {
  test('is unchanged where standard output is no terminal, as that of claude -p', async () => {
    const { call } = hostileChorus();
    expect((await call('new', 'auth', 'Hi')).stdout).toBe(`${hostile}\n`);
  });

  test('has no control characters at a terminal', async () => {
    const { call } = hostileChorus({ isTTY: true });
    const { stdout } = await call('new', 'auth', 'Hi', '--quiet');
    expect(stdout).toContain('2J0;title>caf\u00e9 \u{1f600}');
    expect(stdout.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '')).not.toMatch(raw);
  });
});

describe('--get', () => {
  test.each<[argv: string[], printed: string]>([
    [['new', 'other', 'Hi', '--get', 'verdict.status'], 'started\n'],
    [['new', 'other', 'Hi', '--get', 'turn.result'], 'ok\n'],
    [['new', 'other', 'Hi', '--json', '--get', 'exitCode'], '0\n'],
    [['new', 'other', 'Hi', '--get=turn.denials'], '[]\n'],
    [['list', '--get', 'name'], 'auth\n'],
    [['list', '--get', '0.settings'], '{"model":"haiku"}\n'],
    [['list', '--tag', 'none', '--get', 'name'], ''],
    [['show', 'auth', '--get', 'settings.model.origin'], 'session\n'],
    [['show', 'auth', '--get', 'note'], 'null\n'],
    [['config', 'path', '--get', 'home'], 'HOME\n'],
    [['tree', '--get', 'name'], 'auth\n'],
  ])('%j prints one value: %j', async (argv, printed) => {
    const { call, chorus, world } = hostileChorus({ steps: [plainTurn('ok')] });
    await chorus.record('auth', { settings: { model: 'haiku' } });
    const ran = await call(...argv);
    expect(ran).toMatchObject({ exitCode: 0, stdout: printed.replace('HOME', world.store.home) });
  });

  test('of the log prints one for each event', async () => {
    const { call } = hostileChorus({ steps: [plainTurn('ok')] });
    await call('new', 'auth', 'Hi');
    await call('new', 'other', 'Hi');
    expect((await call('log', '--get', 'session')).stdout).toBe('other\nauth\n');
  });

  test('a value that is not there: exit 2, with what may have been meant; the turn is run all the same', async () => {
    const { call, chorus } = hostileChorus({ steps: [plainTurn('ok')] });
    expect(await call('new', 'auth', 'Hi', '--get', 'verdict.stat')).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await chorus.get('auth')).last?.verdict).toBe('started');
  });

  test('the exit code of a turn that failed stays', async () => {
    const { call } = hostileChorus({ steps: [{ exit: 1 }] });
    expect(await call('new', 'auth', 'Hi', '--get', 'turn.status')).toMatchObject({ exitCode: 1, stdout: 'none\n' });
    expect(await call('resume', 'auth', 'Hi', '--get', 'nonsense')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('an error prints nothing on standard output', async () => {
    const { call } = hostileChorus();
    expect(await call('show', 'nobody', '--get', 'name')).toMatchObject({ exitCode: 8, stdout: '' });
  });

  test('with --stream is a contradiction', async () => {
    const { call, claude } = hostileChorus();
    expect((await call('new', 'auth', 'Hi', '--stream', '--get', 'session')).exitCode).toBe(2);
    expect(claude.calls()).toEqual([]);
  });
});
