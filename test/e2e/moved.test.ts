import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectDir } from '../../src/claude/transcript/projects.ts';
import { init, result, type Step } from '../support/fake-claude.ts';
import { createFakeSandbox, type FakeSandbox } from '../support/fake-sandbox.ts';
import { assistant, type TranscriptLine, user, writeTranscript } from '../support/transcripts.ts';
import { type Outcome, session } from './turns.ts';

const newId = '99999999-9999-4999-8999-999999999999';

/** What a release that goes on under a new id with every resume copies there: the messages keep their ids, the records do not. */
const copied = [user('u1', null, 'one'), assistant('a1', 'u1', 'msg_1')];
const next = user('u2', 'a1', 'two');

/** A session with one turn behind it, whose next one goes on under a new id; chorus is killed while it runs. */
async function killInTurn(sandbox: FakeSandbox, left: readonly TranscriptLine[]): Promise<string> {
  const folder = projectDir(sandbox.env, sandbox.work);
  mkdirSync(folder, { recursive: true });
  sandbox.play('1.0.110', { write: [init, said('msg_1'), result('one')] });
  const { sessionId } = await sandbox.chorus('new', 'auth', 'one', '--json').then((ran) => ran.json<Outcome>());
  writeTranscript(folder, `${sessionId}.jsonl`, [user('v1', null, 'one'), assistant('b1', 'v1', 'msg_1')]);
  sandbox.play('1.0.110', { write: { ...init, session_id: newId } }, { hang: true });
  const child = sandbox.spawn(['resume', 'auth', 'two'], { stdin: 'ignore' });
  await expect.poll(() => session(sandbox, 'auth').movingTo).toBe(newId);
  const [claude] = sandbox.calls().slice(-1);
  for (const pid of [child.pid, claude?.pid]) process.kill(pid as number, 'SIGKILL');
  await child;
  writeTranscript(folder, `${newId}.jsonl`, left);
  return sessionId;
}

function said(id: string): object {
  const message = { id, role: 'assistant', content: [{ type: 'text', text: 'one' }] };
  return { type: 'assistant', session_id: '$SESSION_ID', uuid: 'b1', message };
}

const fails: Step = { exit: 1 };

test.each<[what: string, left: TranscriptLine[]]>([
  ['the answer is there', [...copied, next, assistant('a2', 'u2', 'msg_2')]],
  ['and a title behind it', [...copied, next, assistant('a2', 'u2', 'msg_2'), { type: 'summary', summary: 'A talk', leafUuid: 'a2' }]],
])('a killed turn of a release that chooses the id: %s, and the next turn goes on from it', async (_, left) => {
  await using sandbox = await createFakeSandbox('1.0.110');
  const formerId = await killInTurn(sandbox, left);
  sandbox.play('1.0.110', fails);
  await sandbox.chorus('resume', 'auth', 'three');
  expect(sandbox.calls().at(-1)?.argv).toContain(`--resume=${newId}`);
  expect(session(sandbox, 'auth')).toMatchObject({ sessionId: newId, formerIds: [formerId], tip: { uuid: 'a2', messageId: 'msg_2' } });
  expect(session(sandbox, 'auth').movingTo).toBeUndefined();
});

test.each<[what: string, left: TranscriptLine[]]>([
  ['no answer', [...copied, next]],
  [
    'an error of the API in place of an answer',
    [...copied, next, assistant('a2', 'u2', 'x', { message: { id: 'x', model: '<synthetic>' } })],
  ],
  ['nothing', []],
  ['a conversation that is another one', [user('u8', null, 'eight'), assistant('a8', 'u8', 'msg_8')]],
])('a killed turn of a release that chooses the id left %s: the next one goes on from before it', async (_, left) => {
  await using sandbox = await createFakeSandbox('1.0.110');
  const formerId = await killInTurn(sandbox, left);
  sandbox.play('1.0.110', fails);
  await sandbox.chorus('resume', 'auth', 'three');
  expect(sandbox.calls().at(-1)?.argv).toContain(`--resume=${formerId}`);
  expect(session(sandbox, 'auth')).toMatchObject({ sessionId: formerId, formerIds: [] });
});

test('a turn whose end is seen leaves no such note', async () => {
  await using sandbox = await createFakeSandbox('1.0.110', { write: [init, said('msg_1'), result('one')] });
  await sandbox.chorus('new', 'auth', 'one');
  sandbox.play('1.0.110', {
    write: [
      { ...init, session_id: newId },
      { ...result('two'), session_id: newId },
    ],
  });
  await sandbox.chorus('resume', 'auth', 'two');
  expect(session(sandbox, 'auth')).toMatchObject({ sessionId: newId });
  expect(session(sandbox, 'auth').movingTo).toBeUndefined();
});

test('a release that keeps the id writes none, whatever it answers under', async () => {
  await using sandbox = await createFakeSandbox('2.1.329', { write: [init, said('msg_1'), result('one')] });
  await sandbox.chorus('new', 'auth', 'one');
  const written: unknown[] = [];
  const other = { ...init, session_id: newId, claude_code_version: '2.1.329' };
  sandbox.play('2.1.329', { write: other }, { pause: 500 }, { write: { ...result('two'), session_id: newId } });
  const child = sandbox.spawn(['resume', 'auth', 'two'], { stdin: 'ignore' });
  const watch = setInterval(() => written.push(session(sandbox, 'auth').movingTo), 20);
  await child;
  clearInterval(watch);
  expect(written.length).toBeGreaterThan(5);
  expect(new Set(written)).toEqual(new Set([undefined]));
});
