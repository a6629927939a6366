import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createConversation, createTwoTurns } from '../support/prepared.ts';
import { createSandbox } from '../support/sandbox.ts';
import { eventOf } from '../support/turn-events.ts';
import { editSession, lastExchange, loseConversation, session } from './turns.ts';

describe('chorus log', () => {
  test('says what happened, call by call, the newest first', async () => {
    await using sandbox = await createTwoTurns();
    await sandbox.chorus('fork', 'auth', 'branch', 'three');
    await sandbox.chorus('resume', 'branch', 'four', '--fresh');
    await sandbox.chorus('new', 'bad', '{{status 400}}');
    loseConversation(sandbox, 'auth');
    await sandbox.chorus('resume', 'auth', 'five');
    const { model } = lastExchange(sandbox);
    const parent = { name: 'auth', sessionId: session(sandbox, 'auth').sessionId };

    const ran = await sandbox.inProcess('log');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const [header = '', ...lines] = ran.stdout.trimEnd().split('\n');
    expect(header.split(/ {2,}/)).toEqual(['ENDED', 'SESSION', 'COMMAND', 'VERDICT', 'TURN', 'EXIT', 'COST', 'TOOK', 'MODEL', 'WHY']);
    const rows = lines.map((line) => line.split(/ {2,}/).slice(1));
    const [cost, took] = [expect.stringMatching(/^(\$[\d.]+|-)$/), expect.stringMatching(/^([\d.]+ s|-)$/)];
    expect(rows).toEqual([
      ['auth', 'resume', '✗ not-found', '✗ none', '3', '-', '-', '-', expect.stringMatching(/^its transcript is gone/)],
      ['bad', 'new', expect.any(String), '✗ error', '1', cost, took, expect.any(String), expect.any(String)],
      ['branch', 'resume', '✓ restarted', '✓ ok', '0', cost, took, model, expect.any(String)],
      ['branch', 'fork', '✓ forked', '✓ ok', '0', cost, took, model, expect.any(String)],
      ['auth', 'resume', '✓ resumed', '✓ ok', '0', cost, took, model, 'descends from the tip'],
      ['auth', 'new', '✓ started', '✓ ok', '0', cost, took, model, expect.any(String)],
    ]);
    const times = lines.map((line) => line.slice(0, 19));
    expect(times).toEqual(times.toSorted().reverse());
    expect(sandbox.readLog()).toMatchObject([{}, {}, { action: 'fork', parent }, {}, {}, {}]);

    const rowsOf = async (...args: string[]) =>
      (await sandbox.inProcess('log', ...args)).stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ {2,}/).slice(1));
    expect(await rowsOf('branch')).toEqual([rows[2], rows[3]]);
    expect(await rowsOf('--failed')).toEqual([rows[0], rows[1]]);
    // list says the same of the last call of each.
    const listed = await sandbox.inProcess('list', '--failed', '--columns', 'name,verdict,turn');
    expect(
      listed.stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ {2,}/).slice(0, 3)),
    ).toEqual([
      [rows[1]?.[0], rows[1]?.[2], rows[1]?.[3]],
      [rows[0]?.[0], rows[0]?.[2], rows[0]?.[3]],
    ]);
    expect(session(sandbox, 'auth')).toMatchObject({ last: { turn: 'none', exitCode: 3 }, totals: { calls: 3, turns: 2 } });
    expect((await sandbox.inProcess('rm', 'branch')).exitCode).toBe(0);
    expect(await rowsOf('branch')).toEqual([rows[2], rows[3]]);
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
    expect(events).toEqual(sandbox.readLog().toReversed());
    expect(events[0]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      session: 'auth',
      action: 'resume',
      expectedId: sessionId,
      actualId: sessionId,
      verdict: 'resumed',
      reason: 'descends from the tip',
      restored: false,
      drift: [],
      evidence: {
        expectedId: sessionId,
        initId: sessionId,
        resultId: sessionId,
        lineage: 'proved',
        recordsAdded: expect.any(Number),
        messages: { before: 2, reachable: 2 },
        context: { before: 1005, first: 1000 },
      },
      model: { asked: 'sonnet', effective: model },
      permissionMode: { asked: 'plan', effective: 'plan' },
      turn: 'ok',
      subtype: 'success',
      turns: 1,
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
    expect((await sandbox.inProcess('log', '--since', '1h')).stdout).toMatch(/new +✓ started/);
    expect((await sandbox.inProcess('log', '--since', '2020-01-01')).stdout).toMatch(/new +✓ started/);
    expect(await sandbox.inProcess('log', '--since', '2120-01-01')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(await sandbox.inProcess('log', 'auth', '--since', '0s')).toMatchObject({ exitCode: 0, stdout: '' });
    const bad = await sandbox.inProcess('log', '--since', 'yesterday-ish');
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bad.stderr).toContain('as in 30m, 12h or 7d');
  });

  test('of a session that never was: exit 8, with the nearest names', async () => {
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
    expect((await sandbox.chorus('log', '--json', '--limit', '1')).stdout).toBe(`${seen.trimEnd().split('\n').at(-1)}\n`);
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

  test('a log of 100,000 calls is read in little memory; a reader that leaves early is no failure', async () => {
    await using sandbox = await createSandbox();
    const path = join(sandbox.chorusHome, 'log.jsonl');
    mkdirSync(sandbox.chorusHome, { recursive: true });
    const start = Date.UTC(2024, 0, 1);
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      JSON.stringify(
        eventOf(`s${index % 50}`, new Date(start + index * 60_000).toISOString(), index % 50, { exitCode: index % 1000 ? 0 : 1 }),
      ),
    );
    writeFileSync(path, `${lines.join('\n')}\n`);
    const chorus = (...args: string[]) => sandbox.chorus.with({ env: { NODE_OPTIONS: '--max-old-space-size=24' } }, ...args);
    expect((await chorus('log', '--json', '--limit', '1')).stdout).toBe(`${lines.at(-1)}\n`);
    expect((await chorus('log', '--failed')).stdout.match(/ ✓ resumed /g)).toHaveLength(100);
    expect((await chorus('doctor')).stdout).not.toContain('damaged');
    // As `head -1` does.
    const shell = sandbox.spawn(['log', '--json'], { stdin: 'ignore' });
    const [chunk] = await once(shell.stdout as Readable, 'data');
    shell.stdout?.destroy();
    expect(String(chunk).split('\n')[0]).toBe(lines.at(-1));
    expect((await shell).exitCode).toBe(0);
  });
});
