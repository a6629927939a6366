import { appendFileSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../support/sandbox.ts';
import { type Outcome, session } from './turns.ts';

interface Shown {
  labels: { title: string | null; tag: string | null };
}

const labels = async (sandbox: Sandbox, name: string) => (await sandbox.inProcess('show', name, '--json')).json<Shown>().labels;

/** What is found under a title by Claude itself: the id of the conversation, or what it says. */
async function byTitle({ claude }: Sandbox, title: string, prompt: string): Promise<string> {
  const { exitCode, stdout, stderr } = await claude(['-p', '--output-format', 'json', '--resume', title], prompt);
  return exitCode === 0 ? (JSON.parse(stdout) as { session_id: string }).session_id : stderr;
}

test("Claude's picker knows a conversation by the name of its session, and chorus by the title that a person gave", async () => {
  await using sandbox = await createSandbox();
  const { chorus } = sandbox;
  await chorus('new', 'team/auth', 'one', '--tag', 'review');
  const { sessionId } = session(sandbox, 'team/auth');
  expect(await labels(sandbox, 'team/auth')).toEqual({ title: 'team/auth', tag: 'review' });
  expect((await sandbox.inProcess('show', 'team/auth')).stdout).not.toMatch(/^(title|its tag) /m);

  await chorus('rename', 'team/auth', 'team/login');
  await chorus('tag', 'team/login', 'done', '--remove', 'review');
  expect(await labels(sandbox, 'team/login')).toEqual({ title: 'team/login', tag: 'done' });
  const forked = (await chorus('fork', 'team/login', 'jwt', 'two', '--json')).json<Outcome>();
  expect(forked).toMatchObject({ exitCode: 0, verdict: { status: 'forked', evidence: { lineage: 'proved' } } });
  expect(await labels(sandbox, 'jwt')).toEqual({ title: 'jwt', tag: null });

  const resumed = (await chorus('resume', 'team/login', 'three', '--json', '--strict')).json<Outcome>();
  expect(resumed).toMatchObject({ exitCode: 0, verdict: { status: 'resumed', drift: [], evidence: { lineage: 'proved' } } });
  expect(await byTitle(sandbox, 'team/login', 'four')).toBe(sessionId);

  const byHand = { type: 'custom-title', customTitle: 'By hand', sessionId };
  appendFileSync(sandbox.transcript(sessionId), `${JSON.stringify(byHand)}\n`);
  const later = (await chorus('resume', 'team/login', 'five', '--json')).json<Outcome>();
  expect(later).toMatchObject({ exitCode: 0, verdict: { status: 'resumed', restored: false } });
  await chorus('rename', 'team/login', 'auth');
  expect(await labels(sandbox, 'auth')).toEqual({ title: 'By hand', tag: 'done' });
  expect((await sandbox.inProcess('show', 'auth')).stdout).toMatch(/^title +By hand$/m);
  expect(readFileSync(sandbox.transcript(sessionId), 'utf8')).toMatch(/"By hand"[\s\S]*five/);
});
