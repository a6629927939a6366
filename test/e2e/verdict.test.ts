import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { begin, createConversation, createTwoTurns, prepared } from '../support/prepared.ts';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import {
  editSession,
  expectNothingDone,
  type LogEvent,
  lastExchange,
  loseConversation,
  type Outcome,
  said,
  session,
  talk,
  transcriptOf,
} from './turns.ts';

const day = 86_400_000;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * day).toISOString();
}

const createOneAndOther = prepared(async (sandbox) => {
  await begin(sandbox, 'auth', 'one');
  await begin(sandbox, 'other', 'something else');
});

const createTwoAndOther = prepared(async (sandbox) => {
  await begin(sandbox, 'auth', 'one');
  expect((await sandbox.chorus('resume', 'auth', 'two')).exitCode).toBe(0);
  await begin(sandbox, 'other', 'something else');
});

describe('a history that is not whole', () => {
  test('truncated in each turn, under the name, until it is accepted; a fork of it too', async () => {
    await using sandbox = await createTwoTurns();
    const path = transcriptOf(sandbox, 'auth');
    const lines = readFileSync(path, 'utf8').split('\n');
    const second = lines.findIndex((line) => line.includes('"type":"user"') && line.includes('"two"'));
    lines[second] = (lines[second] as string).replace(/"parentUuid":"[^"]+"/, '"parentUuid":null');
    writeFileSync(path, lines.join('\n'));
    const resumed = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(sandbox.api.exchanges.at(-1)?.history.join()).not.toContain('user: one');
    expect(resumed.json<Outcome>()).toMatchObject({
      verdict: { status: 'truncated', evidence: { lineage: 'proved', messages: { before: 4, reachable: 2 } } },
      turn: { status: 'ok' },
      hints: [expect.stringContaining('chorus vault restore auth')],
      exitCode: 3,
    });
    const forked = await sandbox.chorus('fork', 'auth', 'branch', 'four', '--json');
    // There is no copy of the fork from before.
    const hints = [expect.stringMatching(/no whole copy.*: chorus vault accept branch$/)];
    expect(forked.json<Outcome>()).toMatchObject({ verdict: { status: 'truncated' }, hints, exitCode: 3 });
    expect((await sandbox.inProcess('doctor')).exitCode).toBe(7);
    await sandbox.inProcess('vault', 'accept', 'auth');
    const accepted = await sandbox.chorus('resume', 'auth', 'five', '--json');
    expect(accepted.json<Outcome>()).toMatchObject({
      verdict: { status: 'resumed', evidence: { messages: { before: 4, reachable: 4 } } },
      exitCode: 0,
    });
  });
});

describe('comparing ids is wrong', () => {
  test('the result of a conversation that claude does not have repeats the id: not-found', async () => {
    await using sandbox = await createConversation();
    const sessionId = '11111111-1111-4111-8111-111111111111';
    // As a conversation of another host, whose transcript chorus never saw.
    editSession(sandbox, 'auth', { sessionId, transcriptSeen: false });
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.exitCode).toBe(3);
    expect(ran.json<Outcome>()).toMatchObject({
      sessionId,
      verdict: { status: 'not-found', evidence: { expectedId: sessionId, initId: null, resultId: sessionId, recordsAdded: null } },
      turn: { status: 'error', subtype: 'error_during_execution' },
      exitCode: 3,
    });
    expect(sandbox.api.exchanges).toHaveLength(1);
    const inWords = await sandbox.chorus('resume', 'auth', 'two');
    expect(inWords).toMatchObject({ exitCode: 3, stdout: '' });
    expect(said(inWords.stderr)).toBe(
      'chorus: ✗ auth not-found: Claude has no such conversation · turn: error\n' +
        'chorus: Nothing was sent. Start afresh under the same name: chorus resume auth --fresh\n',
    );
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, formerIds: [], totals: { costUsd: expect.any(Number) } });
  });

  test('the id is the same, but the history is that of another conversation: lost', async () => {
    await using sandbox = await createTwoAndOther();
    const { sessionId, tip } = session(sandbox, 'auth');
    const foreign = readFileSync(transcriptOf(sandbox, 'other'), 'utf8').replaceAll(session(sandbox, 'other').sessionId, sessionId);
    const path = transcriptOf(sandbox, 'auth');
    const own = readFileSync(path);
    // Beside a copy, chorus would send nothing.
    loseCopies(sandbox);
    writeFileSync(path, foreign);

    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(lastExchange(sandbox).history).toEqual(talk('something else', 'three'));
    expect(ran.json<Outcome>()).toMatchObject({
      verdict: { status: 'lost', evidence: { expectedId: sessionId, initId: sessionId, resultId: sessionId, lineage: 'contradicted' } },
      turn: { status: 'ok', result: 'reply to: three' },
      exitCode: 3,
    });
    expect(ran.exitCode).toBe(3);
    // It is not followed: the conversation that is asked for is still the one that was.
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, tip });
    writeFileSync(path, own);
    const back = await sandbox.chorus('resume', 'auth', 'four', '--json');
    expect(back.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'four'));
  });

  test('the answer of a lost conversation is still printed', async () => {
    await using sandbox = await createOneAndOther();
    const [auth, other] = [session(sandbox, 'auth').sessionId, session(sandbox, 'other').sessionId];
    loseCopies(sandbox);
    writeFileSync(transcriptOf(sandbox, 'auth'), readFileSync(transcriptOf(sandbox, 'other'), 'utf8').replaceAll(other, auth));
    const ran = await sandbox.chorus('resume', 'auth', 'two');
    expect(ran).toMatchObject({ exitCode: 3, stdout: 'reply to: two\n' });
    expect(ran.stderr).toContain('✗ auth lost: ');
    expect(ran.stderr).toContain('chorus resume auth --fresh');
  });

  test('the id is the same, but turns that were seen are gone: branched', async () => {
    await using sandbox = await createTwoTurns();
    const path = transcriptOf(sandbox, 'auth');
    const older = readFileSync(path);
    await sandbox.chorus('resume', 'auth', 'three');
    const { sessionId, createdAt } = session(sandbox, 'auth');
    writeFileSync(path, older);
    loseCopies(sandbox);
    const outside = await sandbox.claude(['-p', `--resume=${sessionId}`], 'from outside');
    expect(outside.exitCode).toBe(0);

    const ran = await sandbox.chorus('resume', 'auth', 'four');
    expect(ran).toMatchObject({ exitCode: 3, stdout: 'reply to: four\n' });
    expect(ran.stderr).toContain('✗ auth branched: goes on from an older point');
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'from outside', 'four'));
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({
      verdict: 'branched',
      expectedId: sessionId,
      actualId: sessionId,
      exitCode: 3,
    });
    // It goes on from this answer.
    const next = await sandbox.chorus('resume', 'auth', 'five', '--json');
    expect(next.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(session(sandbox, 'auth')).toMatchObject({ sessionId, createdAt, formerIds: [] });
  });
});

describe('resumed all the same', () => {
  test('when something else added turns behind the tip', async () => {
    await using sandbox = await createConversation();
    await sandbox.claude(['-p', `--resume=${session(sandbox, 'auth').sessionId}`], 'from outside');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed', evidence: { lineage: 'proved' } }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'from outside', 'two'));
  });

  test('when the transcript has rubbish in the middle and a cut last line', async () => {
    await using sandbox = await createTwoTurns();
    const path = transcriptOf(sandbox, 'auth');
    const lines = readFileSync(path, 'utf8').split('\n');
    lines.splice(3, 0, 'not JSON at all', '{"parentUuid":');
    writeFileSync(path, `${lines.join('\n')}{"parentUuid":"cut`);
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed', evidence: { lineage: 'proved' } }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('one', 'two', 'three'));
  });

  test('whatever its age, as long as the transcript is there', async () => {
    await using sandbox = await createConversation();
    const createdAt = daysAgo(400);
    editSession(sandbox, 'auth', { createdAt });
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'resumed' }, exitCode: 0 });
    expect(session(sandbox, 'auth').createdAt).toBe(createdAt);
  });

  test('after a turn that was interrupted', async () => {
    await using sandbox = await createConversation();
    const interrupted = await sandbox.chorus.with(
      { kill: { signal: 'SIGINT', when: () => sandbox.api.exchanges.length === 2 } },
      'resume',
      'auth',
      'wait {{hold}}',
    );
    expect(interrupted.exitCode).toBe(130);
    const ran = await sandbox.chorus('resume', 'auth', '{{say fine}}', '--json');
    expect(ran.json<Outcome>().verdict).toMatchObject({ status: 'resumed', evidence: { lineage: 'proved' } });
    expect(lastExchange(sandbox).history.slice(0, 2)).toEqual(talk('one', '').slice(0, 2));
  });
});

describe('gone', () => {
  test('a deleted transcript: exit 3, and nothing is sent', async () => {
    await using sandbox = await createConversation();
    const before = session(sandbox, 'auth');
    loseConversation(sandbox, 'auth');
    const ran = await sandbox.chorus('resume', 'auth', 'two');
    expect(ran).toMatchObject({ exitCode: 3, stdout: '' });
    expect(ran.stderr).toBe(
      'chorus: ✗ auth not-found: its transcript is gone, and nothing was sent\n' +
        'chorus: Nothing was sent. Start afresh under the same name: chorus resume auth --fresh\n',
    );
    expect(sandbox.api.exchanges).toHaveLength(1);
    expect(sandbox.transcripts()).toEqual([]);
    expect(session(sandbox, 'auth')).toEqual({
      ...before,
      last: { ...before.last, verdict: 'not-found', turn: 'none', exitCode: 3 },
      // A call, but not a turn.
      totals: { ...before.totals, calls: 2 },
    });
    expect(sandbox.readLog<LogEvent>().at(-1)).toMatchObject({ verdict: 'not-found', turn: 'none', exitCode: 3, costUsd: null });
  });

  test('an empty one is gone as well', async () => {
    await using sandbox = await createConversation();
    rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
    writeFileSync(transcriptOf(sandbox, 'auth'), '');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'not-found' }, exitCode: 3 });
    expect(sandbox.api.exchanges).toHaveLength(1);
  });

  test('a preview does not show a command line that would not be run', async () => {
    await using sandbox = await createConversation();
    loseConversation(sandbox, 'auth');
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'two', '--dry-run'));
    expect(ran.stdout).not.toContain('--resume=');
    expect(ran.stderr).toContain('gone');
    expect(ran.exitCode).toBe(3);
    const inJson = await expectNothingDone(sandbox, () => sandbox.chorus('resume', 'auth', 'two', '--dry-run', '--json'));
    expect(inJson.exitCode).toBe(3);
    expect(inJson.json()).toMatchObject({ plan: 'gone', claude: { argv: [] } });
  });

  test('with onGone=fresh: a fresh conversation under the name', async () => {
    await using sandbox = await createConversation();
    const before = session(sandbox, 'auth');
    await sandbox.inProcess('set', 'auth', 'onGone=fresh');
    loseConversation(sandbox, 'auth');
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    const after = session(sandbox, 'auth');
    expect(ran.json<Outcome>()).toMatchObject({
      sessionId: after.sessionId,
      verdict: { status: 'restarted', reason: expect.stringMatching(/gone/) },
    });
    expect(ran.exitCode).toBe(0);
    expect(lastExchange(sandbox).history).toEqual(talk('two'));
    expect(after).toMatchObject({ formerIds: [before.sessionId], totals: { turns: 2 } });
    expect(after.createdAt > before.createdAt).toBe(true);
    await sandbox.chorus('resume', 'auth', 'three');
    expect(lastExchange(sandbox).history).toEqual(talk('two', 'three'));
  });

  test('and older than maxAgeDays: it is expired, and starts fresh by itself', async () => {
    await using sandbox = await createConversation();
    loseConversation(sandbox, 'auth');
    editSession(sandbox, 'auth', { createdAt: daysAgo(24.9) });
    const young = await sandbox.chorus('resume', 'auth', 'two');
    expect(young.exitCode).toBe(3);
    editSession(sandbox, 'auth', { createdAt: daysAgo(25.1) });
    const old = await sandbox.chorus('resume', 'auth', 'two');
    expect(old).toMatchObject({ exitCode: 0, stdout: 'reply to: two\n' });
    expect(old.stderr).toMatch(/^chorus: ✓ auth restarted: .*expired/);
    expect(lastExchange(sandbox).history).toEqual(talk('two'));
  });

  test('expiry=by-age: an old one starts fresh though its transcript is there', async () => {
    await using sandbox = await createConversation();
    const { sessionId } = session(sandbox, 'auth');
    await sandbox.inProcess('set', 'auth', 'expiry=by-age', 'maxAgeDays=10');
    editSession(sandbox, 'auth', { createdAt: daysAgo(9.9) });
    expect((await sandbox.chorus('resume', 'auth', 'two', '--json')).json<Outcome>().verdict.status).toBe('resumed');
    editSession(sandbox, 'auth', { createdAt: daysAgo(10.1) });
    const ran = await sandbox.chorus('resume', 'auth', 'three', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'restarted', reason: expect.stringMatching(/expired/) }, exitCode: 0 });
    expect(lastExchange(sandbox).history).toEqual(talk('three'));
    expect(session(sandbox, 'auth').formerIds).toEqual([sessionId]);
    expect(sandbox.transcript(sessionId)).toBeTruthy();
    expect(Date.now() - Date.parse(session(sandbox, 'auth').createdAt)).toBeLessThan(day);
    expect((await sandbox.chorus('resume', 'auth', 'four', '--json')).json<Outcome>().verdict.status).toBe('resumed');
  });

  test('a conversation that claude was told not to keep', async () => {
    await using sandbox = await createSandbox();
    const started = await sandbox.chorus('new', 'auth', 'one', '--no-session-persistence', '--json');
    expect(started.json<Outcome>()).toMatchObject({ verdict: { status: 'started' }, exitCode: 0 });
    expect(sandbox.transcripts()).toEqual([]);
    const ran = await sandbox.chorus('resume', 'auth', 'two', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'not-found' }, exitCode: 3 });
    expect(sandbox.api.exchanges).toHaveLength(1);
  });
});

describe('drift', () => {
  test('a permission mode that claude did not take is told, and logged', async () => {
    await using sandbox = await createSandbox();
    const settings = JSON.stringify({ permissions: { disableBypassPermissionsMode: 'disable' } });
    const drift = [{ key: 'permissionMode', asked: 'bypassPermissions', actual: 'default' }];
    const ran = await sandbox.chorus('new', 'auth', 'one', '--permission-mode', 'bypassPermissions', '--settings', settings, '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'started', drift }, turn: { status: 'ok' }, exitCode: 0 });
    expect(ran.stderr).toContain('chorus: permissionMode: asked for bypassPermissions, got default.\n');
    expect(sandbox.readLog().at(-1)).toMatchObject({ drift, permissionMode: { asked: 'bypassPermissions', effective: 'default' } });
  });

  test('a model that init names and another one answers for: plans of haiku are made by sonnet (2.1.329)', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--permission-mode', 'plan', '--model', 'haiku', '--json');
    const [drift] = ran.json<Outcome>().verdict.drift;
    expect(drift).toEqual({ key: 'model', asked: 'haiku', actual: lastExchange(sandbox).model });
    expect(drift?.actual).toContain('sonnet');
  });

  test('a mode of another name is none: manual is reported as default', async () => {
    await using sandbox = await createSandbox();
    const ran = await sandbox.chorus('new', 'auth', 'one', '--permission-mode', 'manual', '--model', 'haiku', '--json');
    expect(ran.json<Outcome>()).toMatchObject({ verdict: { status: 'started', drift: [] }, exitCode: 0, hints: [] });
  });
});

function loseCopies(sandbox: Sandbox): void {
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
}
