import { expect, test } from 'vitest';
import { createSandbox } from '../support/sandbox.ts';

test('a turn says whether the prompt cache was read, and which pin broke it: in its outcome, on stderr, in the log, in show and in the report', async () => {
  await using sandbox = await createSandbox();
  const { chorus } = sandbox;
  const first = await chorus('new', 'auth', 'one {{cache 0 60000}}', '--json');
  expect(first.json()).toMatchObject({ turn: { cache: null } });

  const second = await chorus('resume', 'auth', 'two {{cache 60000 100}}', '--json');
  expect(second.json()).toMatchObject({ turn: { cache: { status: 'warm', costUsd: 0, because: null, missedTokens: 0 } } });
  expect(second.stderr).toBe('');

  await chorus('set', 'auth', 'appendSystemPrompt=Be brief');
  const third = await chorus('resume', 'auth', 'three {{cache 0 60200}}');
  const line =
    /^chorus: prompt cache broken: 60,100 tokens sent anew, for about \$0\.\d+ more \(changed since the last turn: system prompt\)$/m;
  expect(third.stderr).toMatch(line);

  const cache = {
    status: 'broken',
    costUsd: expect.any(Number),
    because: 'changed since the last turn: system prompt',
    missedTokens: 60_100,
  };
  const { stdout: logged } = await chorus('log', 'auth', '--json', '--limit', '1');
  expect(JSON.parse(logged)).toMatchObject({ cache });
  expect((await chorus('show', 'auth', '--json')).json()).toMatchObject({ last: { cache } });
  expect((await chorus('show', 'auth')).stdout).toMatch(/^ *cache +broken: 60,100 tokens sent anew/m);
  const report = (await chorus('report', '--json')).json<{ totals: { cacheCostUsd: number }; sessions: { recent: object[] }[] }>();
  expect(report.totals.cacheCostUsd).toBeGreaterThan(0.1);
  expect(report.sessions[0]?.recent).toMatchObject([{ cache: null }, { cache: { status: 'warm' } }, { cache: { status: 'broken' } }]);
});
