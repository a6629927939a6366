import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createConversation, createTwoTurns } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { editSession, lastExchange, loseConversation, session } from './turns.ts';

describe('chorus log', () => {
  test('says what happened, turn by turn, newest last', async () => {
    await using sandbox = await createTwoTurns();
    await sandbox.chorus('fork', 'auth', 'branch', 'three');
    await sandbox.chorus('resume', 'branch', 'four', '--fresh');
    loseConversation(sandbox, 'auth');
    await sandbox.chorus('resume', 'auth', 'five');
    const { model } = lastExchange(sandbox);
    const { sessionId } = session(sandbox, 'auth');
    const fork = session(sandbox, 'branch').formerIds[0];

    const ran = await sandbox.inProcess('log');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const lines = ran.stdout.trimEnd().split('\n');
    const words = lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}/, '').replaceAll(/\$[\d.]+, [\d.]+ s/g, '$, s'));
    expect(words).toEqual([
      `auth: New SUCCESS - conversation started (${model}, $, s)`,
      `auth: Resume SUCCESS - session continued (${model}, $, s)`,
      `branch: Fork SUCCESS - branched off as ${fork} (${model}, $, s)`,
      expect.stringMatching(/^branch: Resume SUCCESS - fresh conversation under the old name \(.+\) \(.+, \$, s\)$/),
      expect.stringMatching(
        new RegExp(`^auth: Resume FAILED - expected ${sessionId}, got nothing: its transcript is gone.* \\(turn none, exit 3\\)$`),
      ),
    ]);
    expect(lines.map((line) => line.slice(0, 24))).toEqual(lines.map((line) => line.slice(0, 24)).toSorted());

    const one = await sandbox.inProcess('log', 'branch');
    expect(one.stdout).toBe(`${lines[2]}\n${lines[3]}\n`);
    const failed = await sandbox.inProcess('log', '--failed');
    expect(failed.stdout).toBe(`${lines[4]}\n`);
    const removed = await sandbox.inProcess('rm', 'branch');
    expect(removed.exitCode).toBe(0);
    expect((await sandbox.inProcess('log', 'branch')).stdout).toBe(one.stdout);
  });

  test('--json: one event a line, with both ids, models and modes, and no prompt and no answer', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus(
      'new',
      'auth',
      'a secret prompt',
      '--model',
      'sonnet',
      '--permission-mode',
      'plan',
      '--system-prompt',
      'a secret role',
    );
    await sandbox.chorus('resume', 'auth', 'another secret', '--strict');
    const { sessionId } = session(sandbox, 'auth');
    const { model } = lastExchange(sandbox);
    const ran = await sandbox.inProcess('log', '--json');
    const events = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toEqual(sandbox.readLog());
    expect(events[1]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      session: 'auth',
      action: 'resume',
      expectedId: sessionId,
      actualId: sessionId,
      verdict: 'resumed',
      reason: 'descends from the tip',
      restored: false,
      drift: [],
      evidence: { expectedId: sessionId, initId: sessionId, resultId: sessionId, lineage: 'proved', recordsAdded: expect.any(Number) },
      model: { asked: 'sonnet', effective: model },
      permissionMode: { asked: 'plan', effective: 'plan' },
      turn: 'ok',
      subtype: 'success',
      costUsd: expect.any(Number),
      durationMs: expect.any(Number),
      contextTokens: 1005,
      release: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      exitCode: 0,
    });
    expect(model).toContain('sonnet');
    const path = join(sandbox.chorusHome, 'log.jsonl');
    expect(readFileSync(path, 'utf8')).not.toContain('secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('--since: a date or a span', async () => {
    await using sandbox = await createConversation();
    expect((await sandbox.inProcess('log', '--since', '1h')).stdout).toMatch(/New SUCCESS/);
    expect((await sandbox.inProcess('log', '--since', '2020-01-01')).stdout).toMatch(/New SUCCESS/);
    expect(await sandbox.inProcess('log', '--since', '2120-01-01')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await sandbox.inProcess('log', 'auth', '--since', '0s')).toMatchObject({ exitCode: 0, stdout: '' });
    const bad = await sandbox.inProcess('log', '--since', 'yesterday-ish');
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bad.stderr).toContain('as in 30m, 12h or 7d');
  });

  test('--failed: a turn that failed counts, whatever its verdict', async () => {
    await using sandbox = await createConversation();
    await sandbox.chorus('new', 'bad', '{{status 400}}');
    const ran = await sandbox.inProcess('log', '--failed');
    expect(ran.stdout.trimEnd().split('\n')).toEqual([expect.stringMatching(/ {2}bad: New .*turn error.*exit 1\)$/)]);
  });

  test('of a session that never was: exit 2, with the nearest names', async () => {
    await using sandbox = await createSandbox();
    await sandbox.chorus('new', 'auth');
    expect(await sandbox.inProcess('log')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await sandbox.inProcess('log', 'auth')).toMatchObject({ exitCode: 0, stdout: '' });
    const ran = await sandbox.inProcess('log', 'auht');
    expect(ran).toMatchObject({ exitCode: 8, stdout: '', stderr: 'chorus: there is no session "auht"\n        Did you mean auth?\n' });
  });

  test('--follow goes on with what comes, until Ctrl-C', async () => {
    await using sandbox = await createConversation();
    const following = sandbox.spawn(['log', '--follow', '--json'], { stdin: 'ignore' });
    let seen = '';
    following.stdout?.on('data', (chunk) => {
      seen += chunk;
    });
    await expect.poll(() => seen.split('\n').length - 1).toBe(1);
    await sandbox.chorus('resume', 'auth', 'two');
    await sandbox.chorus('new', 'other', 'three');
    await expect.poll(() => seen.split('\n').length - 1).toBe(3);
    following.kill('SIGINT');
    await following;
    expect(
      seen
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(sandbox.readLog());
  });

  test('a mistaken verdict in a session file does not reach the log', async () => {
    await using sandbox = await createConversation();
    editSession(sandbox, 'auth', { last: { verdict: 'lost' } });
    await sandbox.chorus('resume', 'auth', 'two');
    expect(sandbox.readLog()).toMatchObject([{ verdict: 'started' }, { verdict: 'resumed' }]);
  });
});
