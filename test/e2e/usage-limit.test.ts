import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Chorus } from '../../src/library/chorus.ts';
import { openWorld } from '../../src/library/open.ts';
import { createConversation } from '../support/prepared.ts';
import { testTime } from '../support/usage-limit.ts';

test('after the wait the conversation goes on from before the failed turn: whole, proved, and the prompt stands in it once', async () => {
  await using sandbox = await createConversation();
  const { api, work, transcript } = sandbox;
  const { ANTHROPIC_API_KEY: _, ...env } = sandbox.env;
  const { clock, now } = testTime(new Date());
  const world = { ...openWorld({ env: { ...env, CLAUDE_CODE_OAUTH_TOKEN: 'test-token' }, cwd: work }), clock, now };
  const chorus = new Chorus(world);
  const before = await chorus.get('auth');
  const asked = api.exchanges.length;

  const prompt = 'Go on {{limit 7200 1}}';
  const turn = chorus.resume('auth', prompt, { settings: { onLimit: 'wait' } }).outcome;
  await clock.isAwaited();
  expect((await chorus.get('auth')).last).toMatchObject({ turn: 'limit', verdict: 'resumed' });
  const failed = readFileSync(transcript(before.sessionId));
  // The limit resets two hours after the request, which came some time after this clock stopped.
  clock.pass(10_000_000);
  const outcome = await turn;

  const { sessionId } = outcome;
  expect(outcome).toMatchObject({ verdict: { status: 'resumed', evidence: { lineage: 'proved' } }, turn: { status: 'ok' }, exitCode: 0 });
  expect(outcome.verdict.evidence).toMatchObject({ messages: { before: 2, reachable: 2 }, expectedId: sessionId, initId: sessionId });
  expect(sessionId).not.toBe(before.sessionId);
  expect(await chorus.get('auth')).toMatchObject({ formerIds: [before.sessionId], root: before.root, totals: { calls: 3, turns: 3 } });
  const sent = api.exchanges.slice(asked).map(({ history }) => history);
  expect(sent).toEqual([1, 2].map(() => ['user: one', 'assistant: reply to: one', `user: ${prompt}`]));
  expect((await chorus.history('auth')).turns.map((each) => each.prompt)).toEqual(['one', prompt]);
  expect(readFileSync(transcript(before.sessionId)).equals(failed)).toBe(true);

  const next = await chorus.resume('auth', 'three');
  expect(next).toMatchObject({ sessionId, verdict: { status: 'resumed', evidence: { lineage: 'proved' } } });
  expect(next.verdict.evidence.messages).toEqual({ before: 4, reachable: 4 });
});
