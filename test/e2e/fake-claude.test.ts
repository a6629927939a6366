import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectDir } from '../../src/claude/transcript/projects.ts';
import { assistant, init, plainTurn, result, type Step } from '../support/fake-claude.ts';
import { createFakeSandbox } from '../support/fake-sandbox.ts';
import { chorusBin, type Sandbox } from '../support/sandbox.ts';
import { user, writeTranscript } from '../support/transcripts.ts';
import { expectNothingDone, type Outcome, session } from './turns.ts';

const otherId = '99999999-9999-4999-8999-999999999999';

/** The lines of a good turn, under another id than the one that was asked for. */
function turnUnder(id: string, answer = 'ok'): Step {
  return {
    write: [
      { type: 'system', subtype: 'init', session_id: id, cwd: '$CWD', model: 'claude-fake', permissionMode: 'default', tools: [] },
      { type: 'assistant', session_id: id, message: { id: 'msg_fake', role: 'assistant', content: [{ type: 'text', text: answer }] } },
      { type: 'result', subtype: 'success', is_error: false, session_id: id, result: answer, num_turns: 1, total_cost_usd: 0 },
    ],
  };
}

describe('ids, where no transcript is to be seen', () => {
  test('a release that changes the id on a resume: resumed, under the new one, and the old is kept', async () => {
    await using sandbox = await createFakeSandbox('1.0.60', plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const first = session(sandbox, 'auth');
    sandbox.play('1.0.60', turnUnder(otherId, 'two'));
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({
      sessionId: otherId,
      verdict: { status: 'resumed', evidence: { expectedId: first.sessionId, initId: otherId, lineage: 'unavailable' } },
      turn: { status: 'ok', result: 'two' },
      exitCode: 0,
    });
    expect(ran.exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId: otherId, formerIds: [first.sessionId], createdAt: first.createdAt });
    const { stdout } = await sandbox.inProcess('log', 'auth');
    expect(stdout).toMatch(new RegExp(`resume +✓ resumed .*; the conversation is ${otherId}$`, 'm'));
    await sandbox.chorus('resume', 'auth', 'three');
    expect(sandbox.calls().at(-1)?.argv).toContain(`--resume=${otherId}`);
  });

  test('a release that keeps the id, and answers under another: lost, and not followed', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const { sessionId } = session(sandbox, 'auth');
    sandbox.play('2.1.329', turnUnder(otherId, 'blank'));
    const ran = await sandbox.chorus('resume', 'auth', 'two');
    expect(ran).toMatchObject({ exitCode: 3, stdout: 'blank\n' });
    expect(ran.stderr).toContain('✗ auth lost: Claude answered under another id');
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, formerIds: [] });
    const { stdout } = await sandbox.inProcess('log', '--failed');
    expect(stdout).toMatch(new RegExp(`auth +resume +✗ lost .*Claude answered under another id.*; the conversation is ${otherId}$`, 'm'));
  });

  test.each([
    [
      '2.1.50',
      {
        type: 'result',
        subtype: 'error_during_execution',
        is_error: true,
        session_id: otherId,
        errors: ['No conversation found with session ID: x'],
      },
    ],
    [
      '2.1.329',
      {
        type: 'result',
        subtype: 'error_during_execution',
        is_error: true,
        session_id: '$SESSION_ID',
        errors: ['No conversation found with session ID: x'],
      },
    ],
    ['2.0.50', undefined],
  ])('%s does not have the conversation: not-found', async (release, result) => {
    await using sandbox = await createFakeSandbox(release, plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const { sessionId, tip } = session(sandbox, 'auth');
    const refusal: Step = result ? { write: result } : { stderr: 'No conversation found with session ID: x\n' };
    sandbox.play(release, refusal, { exit: 1 });
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.exitCode).toBe(3);
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'not-found', evidence: { initId: null } }, exitCode: 3 });
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, tip, formerIds: [] });
  });

  test('a release without --fork-session: a plain resume is the fork', async () => {
    await using sandbox = await createFakeSandbox('1.0.60', plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const { sessionId } = session(sandbox, 'auth');
    sandbox.play('1.0.60', turnUnder(otherId));
    const ran = await sandbox.chorus('fork', 'auth', 'branch', 'two', '--json');
    expect(sandbox.calls().at(-1)?.argv).toEqual(['-p', '--verbose', '--output-format', 'stream-json', `--resume=${sessionId}`]);
    expect(ran.json<Outcome>()).toMatchObject({ sessionId: otherId, verdict: { status: 'forked' }, exitCode: 0 });
    expect(session(sandbox, 'branch')).toMatchObject({ sessionId: otherId, parent: { sessionId } });
    expect(session(sandbox, 'auth').sessionId).toBe(sessionId);
  });

  test('a release that chooses the id of a fork, and one that does not fork at all', async () => {
    await using sandbox = await createFakeSandbox('2.0.50', plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    const { sessionId } = session(sandbox, 'auth');
    sandbox.play('2.0.50', turnUnder(otherId));
    const forked = await sandbox.chorus('fork', 'auth', 'branch', 'two', '--json');
    expect(sandbox.calls().at(-1)?.argv.slice(4)).toEqual([`--resume=${sessionId}`, '--fork-session']);
    expect(forked.json<Outcome>()).toMatchObject({ sessionId: otherId, verdict: { status: 'forked' }, exitCode: 0 });
    sandbox.play('2.0.50', turnUnder(sessionId));
    const inPlace = await sandbox.chorus('fork', 'auth', 'other', 'two', '--json');
    expect(inPlace.json<Outcome>()).toMatchObject({ verdict: { status: 'lost' }, exitCode: 3 });
  });
});

describe('the release', () => {
  test('is asked once for an installation, and again when that changes', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    await sandbox.chorus('new', 'auth', 'one');
    await sandbox.chorus('resume', 'auth', 'two');
    await sandbox.inProcess('list');
    expect(sandbox.asked()).toBe(1);
    sandbox.play('2.1.300', plainTurn());
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>().claude.release).toBe('2.1.300');
    expect(sandbox.asked()).toBe(2);
  });

  test.each([null, 'unreleased'])('one that can not be read (%s) is taken for the newest known, and --verbose says so', async (release) => {
    await using sandbox = await createFakeSandbox(release, plainTurn());
    const ran = await sandbox.chorus('new', 'auth', 'one', '--verbose', '--effort', 'high', '--permission-mode', 'manual');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ok\n' });
    expect(ran.stderr).toMatch(/^chorus: \S+ does not report its release: assuming \d+\.\d+\.\d+, the newest known\n/);
    expect(sandbox.calls().at(-1)?.argv).toEqual(expect.arrayContaining(['--effort=high', '--permission-mode=manual']));
  });

  test('a newer one than is known is taken for the newest', async () => {
    await using sandbox = await createFakeSandbox('9.8.7', plainTurn());
    const ran = await sandbox.chorus('new', 'auth', 'one', '--effort', 'high', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'started' }, claude: { release: '9.8.7' }, exitCode: 0 });
  });

  test('a setting whose flag it does not have is an error that names the release that has it', async () => {
    await using sandbox = await createFakeSandbox('1.0.60', plainTurn());
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('new', 'auth', 'one', '--effort', 'high'));
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'chorus: claude 1.0.60 has no --effort\n        It came with 2.1.50. Update claude, or remove the setting: chorus unset <session> effort.\n',
    );
    expect(sandbox.calls()).toEqual([]);
    const manual = await sandbox.chorus('new', 'auth', 'one', '--permission-mode', 'manual', '--json');
    expect(manual.exitCode).toBe(0);
    expect(sandbox.calls().at(-1)?.argv).toContain('--permission-mode=default');
  });
});

describe('how it is called', () => {
  test('the prompt on standard input, the directory, and no variable of an enclosing session', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn());
    const project = join(sandbox.root, 'project');
    mkdirSync(project);
    const env = {
      CLAUDECODE: '1',
      CLAUDE_CODE_SESSION_ID: 'x',
      CLAUDE_CODE_CHILD_SESSION: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CODE_EXTRA: 'kept',
    };
    await sandbox.chorus.with({ env, input: 'from the pipe' }, 'new', 'auth', '--cwd', project, '--', 'and --more');
    const [call] = sandbox.calls();
    expect(call).toMatchObject({ cwd: project, stdin: 'from the pipe' });
    expect(call?.argv.at(-1)).toBe('and --more');
    expect(call?.envKeys).toContain('CLAUDE_CODE_EXTRA');
    for (const key of Object.keys(env)) if (key !== 'CLAUDE_CODE_EXTRA') expect(call?.envKeys).not.toContain(key);
  });

  test('found on PATH, without CHORUS_CLAUDE', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn('from PATH'));
    const env = { CHORUS_CLAUDE: undefined, PATH: `/nowhere:${join(sandbox.root, 'fake')}:${sandbox.env.PATH}` };
    const ran = await sandbox.chorus.with({ env }, 'new', 'auth', 'one', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ claude: { path: join(sandbox.root, 'fake', 'claude') }, turn: { result: 'from PATH' } });
  });
});

describe('the stream', () => {
  test('rubbish, unknown messages, empty lines and U+2028 pass, byte for byte', async () => {
    const text = [
      'Warning: not JSON at all',
      '',
      '{"type":"unknown","result":{"type":"result"}}',
      '{"type":"system","subtype":"hook_started","session_id":"x"}',
      '[1,2,3]',
      'null',
      '{"model":"claude-fake","subtype":"init","session_id":"$SESSION_ID","cwd":"$CWD", "type" : "system"}',
      '{"type":"assistant","session_id":"$SESSION_ID","message":{"id":"m","content":[{"type":"text","text":"\u2028\u2029\\n"}]}}',
      '{"is_error":false,"subtype":"success","session_id":"$SESSION_ID","result":"the \u2028 answer","type":"result"}',
      '{"type":"system","subtype":"after_the_result"}',
      '',
    ].join('\r\n');
    await using sandbox = await createFakeSandbox('2.1.329', { write: text });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--stream');
    expect(ran.exitCode).toBe(0);
    const { sessionId } = session(sandbox, 'auth');
    const written = text.replaceAll('$SESSION_ID', sessionId).replaceAll('$CWD', sandbox.work);
    expect(ran.stdout.startsWith(written)).toBe(true);
    expect(JSON.parse(ran.stdout.slice(written.length))).toMatchObject({
      type: 'chorus',
      verdict: { status: 'started' },
      turn: { status: 'ok', result: 'the \u2028 answer' },
    });
  });

  test('bytes that are no UTF-8 pass as they are', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x80, 0x0a]);
    await using sandbox = await createFakeSandbox('2.1.329', { write: bytes }, plainTurn());
    const child = sandbox.spawn(['new', 'auth', 'one', '--stream'], { stdin: 'ignore', encoding: 'buffer' });
    const { stdout, exitCode } = await child;
    expect(exitCode).toBe(0);
    expect(
      Buffer.from(stdout as unknown as Uint8Array)
        .subarray(0, bytes.length)
        .equals(bytes),
    ).toBe(true);
  });

  test('lines that come in pieces, cut in the middle of a character, and a last one without its end', async () => {
    const lines = plainTurn('grüße 🎉')
      .write.map((line) => JSON.stringify(line))
      .join('\n');
    const cuts = [...lines.matchAll(/[ü🎉]/gu)].map(({ index }) => Buffer.byteLength(lines.slice(0, index)) + 1).slice(0, 3);
    await using sandbox = await createFakeSandbox('2.1.329', { write: lines, splitAt: [1, ...cuts], pauseMs: 10 });
    const streamed = await sandbox.chorus('new', 'stream', 'one', '--stream');
    expect(streamed.exitCode).toBe(0);
    const own = streamed.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(own)).toMatchObject({ type: 'chorus', turn: { result: 'grüße 🎉' }, verdict: { status: 'started' } });
  });

  test('a cut line and no result: the turn failed, and what came is passed on', async () => {
    const cut = '{"type":"assistant","session_id":"$SESSION_ID","mess';
    const init = { type: 'system', subtype: 'init', session_id: '$SESSION_ID', cwd: '$CWD', model: 'claude-fake' };
    await using sandbox = await createFakeSandbox('2.1.329', { write: [init, cut] }, { exit: 1 });
    const ran = await sandbox.chorus('new', 'auth', 'one', '--stream');
    expect(ran.exitCode).toBe(1);
    const [first, second, third, ...rest] = ran.stdout.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ subtype: 'init' });
    expect(second).toBe(cut.replace('$SESSION_ID', session(sandbox, 'auth').sessionId));
    expect(JSON.parse(third ?? '')).toMatchObject({ type: 'chorus', turn: { status: 'none', result: null }, exitCode: 1 });
    expect(rest).toEqual(['']);
  });

  test('a line of 100 MB', async () => {
    const { write } = plainTurn('after the long one');
    const [init = {}, ...rest] = write;
    await using sandbox = await createFakeSandbox(
      '2.1.329',
      { write: init },
      { generate: { bytes: 100_000_000, minLine: 100_000_000, maxLine: 100_000_000 } },
      { write: rest },
    );
    const ran = await sandbox.chorus('new', 'auth', 'one');
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'after the long one\n' });
    const child = sandbox.spawn(['new', 'stream', 'one', '--stream'], { stdin: 'ignore', buffer: false });
    let bytes = 0;
    let end = Buffer.alloc(0);
    child.stdout?.on('data', (chunk: Buffer | string) => {
      bytes += chunk.length;
      end = Buffer.concat([end, Buffer.from(chunk)]).subarray(-20_000);
    });
    expect((await child).exitCode).toBe(0);
    expect(bytes).toBeGreaterThan(100_000_000);
    expect(JSON.parse(end.toString().trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'chorus',
      turn: { result: 'after the long one' },
    });
  });
});

describe('one that ends badly', () => {
  test.each<[what: string, steps: Step[]]>([
    ['itself', [{ hang: true }]],
    ['in what it left behind, which keeps standard output open', [{ leave: true }]],
  ])('a turn whose result is there is ok, though claude lingers %s until the timeout', async (_, steps) => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn('done'), ...steps);
    const ran = await sandbox.chorus('new', 'auth', 'one', '--timeout', '1.5', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'started' }, turn: { status: 'ok', result: 'done' }, exitCode: 0 });
    expect(ran.exitCode).toBe(0);
    expect(session(sandbox, 'auth')).toMatchObject({ state: 'active', totals: { turns: 1 } });
  });

  test('so it is after a Ctrl-C', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', plainTurn('done'), { hang: true });
    const child = sandbox.spawn(['new', 'auth', 'one', '--stream'], { stdin: 'ignore' });
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (chunk) => String(chunk).includes('"type":"result"') && resolve());
    });
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    expect(JSON.parse(String(stdout).trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ turn: { status: 'ok' }, exitCode: 0 });
    expect(exitCode).toBe(0);
  });

  test('killed, and then refused: the first turn is done again under another id', async () => {
    const init = { type: 'system', subtype: 'init', session_id: '$SESSION_ID', cwd: '$CWD', model: 'claude-fake' };
    await using sandbox = await createFakeSandbox('2.1.329', { write: init }, { die: 'SIGKILL' });
    await sandbox.chorus('new', 'auth', 'one');
    const { sessionId, createdAt } = session(sandbox, 'auth');
    const folder = projectDir({ HOME: sandbox.home }, sandbox.work);
    mkdirSync(folder, { recursive: true });
    writeTranscript(folder, `${sessionId}.jsonl`, [user('u1', null)]);
    const errors = [`No conversation found with session ID: ${sessionId}`];
    sandbox.play(
      '2.1.329',
      { write: { type: 'result', subtype: 'error_during_execution', is_error: true, session_id: otherId, errors } },
      { exit: 1 },
    );
    const refused = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(sandbox.calls().at(-1)?.argv).toContain(`--resume=${sessionId}`);
    expect(refused.json<Outcome>()).toMatchObject({
      verdict: { status: 'not-found' },
      exitCode: 3,
      hints: ['Nothing was sent: the first turn was ended before Claude kept it. Call again: it starts over.'],
    });
    const kept = session(sandbox, 'auth');
    expect(kept).toMatchObject({ state: 'recorded', formerIds: [sessionId], createdAt });
    expect(kept.sessionId).not.toBe(sessionId);
    sandbox.play('2.1.329', plainTurn());
    const again = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(sandbox.calls().at(-1)?.argv).toContain(`--session-id=${kept.sessionId}`);
    expect(again.json<Outcome>()).toMatchObject({ sessionId: kept.sessionId, verdict: { status: 'started' }, exitCode: 0 });
  });

  test.each([
    [1, 'error', { subtype: 'error_during_execution', is_error: true, errors: ['no'] }],
    [0, 'ok', { subtype: 'success', is_error: false, result: 'yes' }],
  ])('one whose stream the reader takes late: exit code %i, and every byte', async (exitCode, status, result) => {
    const { write } = plainTurn();
    await using sandbox = await createFakeSandbox(
      '2.1.329',
      { write: write.slice(0, 1) },
      // In pieces that the stream takes without a wait, until the pipe is full: what is left of them is out when the reader comes.
      ...Array.from({ length: 7 }, (): Step[] => [{ generate: { bytes: 10_000, minLine: 200, maxLine: 2000 } }, { pause: 30 }]).flat(),
      { write: { type: 'result', session_id: '$SESSION_ID', ...result } },
      { exit: exitCode },
    );
    const piped = 'set -o pipefail; "$0" "$@" 2>/dev/null | (sleep 2; cat >late)';
    const ran = spawnSync('bash', ['-c', piped, process.execPath, chorusBin, 'new', 'auth', 'one', '--stream'], {
      cwd: sandbox.work,
      env: sandbox.env,
    });
    expect(ran.status).toBe(exitCode);
    const late = readFileSync(join(sandbox.work, 'late'), 'utf8');
    expect(late.length).toBeGreaterThan(70_000);
    expect(JSON.parse(late.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'chorus', turn: { status }, exitCode });
  });

  test('a second Ctrl-C ends one that ignores the first', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', { ignore: ['SIGINT'] }, { write: 'deaf\n' }, { hang: true });
    const child = sandbox.spawn(['new', 'auth', 'one', '--stream'], { stdin: 'ignore' });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(session(sandbox, 'auth').state).toBe('starting');
  });

  test('an error behind an answer: both are told, piped as well', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', {
      write: [init, assistant('one'), result('one'), { ...result('API Error: overloaded'), is_error: true }],
    });
    const { stdout, stderr, exitCode } = await sandbox.chorus('new', 'auth', 'one');
    expect({ stdout, exitCode }).toEqual({ stdout: 'one\nAPI Error: overloaded\n', exitCode: 1 });
    expect(stderr).toMatch(/^chorus: ✗ auth/);
  });

  test('an answer with control characters and an error with them', async () => {
    await using sandbox = await createFakeSandbox('2.1.329', { stderr: '\u001b]0;title\u0007\u001b[2Jbad\n' }, { exit: 1 });
    const ran = await sandbox.chorus('new', 'auth', 'one');
    expect(ran.stderr).toContain('It said: bad');
    expect(ran.stderr).not.toMatch(/[\u0007\u001b]/);
  });
});

test('sandboxes without a real claude never reach the model', async () => {
  await using sandbox: Sandbox = await createFakeSandbox('2.1.329', plainTurn());
  writeFileSync(join(sandbox.work, 'x'), '');
  await sandbox.chorus('new', 'auth', 'one');
  expect(sandbox.api.exchanges).toEqual([]);
});
