import { expect, test } from 'vitest';
import { findLeftovers } from '../support/leftovers.ts';
import { createSandbox } from '../support/sandbox.ts';
import { answerTo } from './kills/kept-talk.ts';
import { Lane } from './kills/lane.ts';
import { planKills } from './kills/plan.ts';
import type { LogEvent } from './turns.ts';

/** 200 in `npm run test:long`. */
const kills = Number(process.env.CHORUS_TEST_KILLS ?? 40);

/** Another one on every run. The same one gives the same kills; the instant at which they come is the machine's. */
const seed = Number(process.env.CHORUS_TEST_SEED ?? Date.now() % 1_000_000);

// What a chorus started is found in /proc.
test.skipIf(process.platform !== 'linux')(`${kills} kills lose nothing`, async () => {
  await using sandbox = await createSandbox({ reply: answerTo });
  const left = planKills(kills, seed);
  const lanes = ['lane0', 'lane1', 'lane2'].map((name) => new Lane(sandbox, name));
  let done = 0;
  const work = async (lane: Lane) => {
    await lane.begin();
    for (let kill = left.shift(); kill; kill = left.shift()) {
      await lane.take(kill).catch((cause: unknown) => {
        left.length = 0;
        throw new Error(`CHORUS_TEST_SEED=${seed}, ${JSON.stringify(kill)}: ${(cause as Error).message}`, { cause });
      });
      done++;
    }
    await lane.goOnWithAll();
  };
  for (const ended of await Promise.allSettled(lanes.map(work))) if (ended.status === 'rejected') throw ended.reason;
  expect(done).toBe(kills);
  for (const moment of ['started', 'claude', 'asked', 'answered'] as const) {
    expect(sum(lanes.map(({ reached }) => reached[moment])), `hits of turns that were ${moment}`).toBeGreaterThanOrEqual(kills / 20);
  }

  await expect.poll(() => findLeftovers(sandbox.home)).toEqual([]);
  const names = lanes.flatMap((lane) => lane.sessions.map(({ name }) => name));
  const listed = (await sandbox.chorus('list', '--json')).json<{ name: string }[]>();
  expect(listed.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  const logged = sandbox.readLog<LogEvent>().filter(({ exitCode }) => exitCode === 0);
  expect(logged.length).toBeGreaterThanOrEqual(sum(lanes.map(({ finished }) => finished)));
});

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
