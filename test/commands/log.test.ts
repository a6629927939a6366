import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { testContext } from '../support/context.ts';
import { eventOf } from '../support/turn-events.ts';

const event = eventOf('auth', '2025-12-31T10:00:00Z', 1);

/** A log with two good lines, and the given one between. */
function withLine(line: string) {
  const { context, run } = testContext();
  const { path } = context.world.store.log;
  mkdirSync(dirname(path), { recursive: true });
  const lines = [JSON.stringify(event), line, JSON.stringify({ ...event, time: '2025-12-31T11:00:00Z' })];
  writeFileSync(path, lines.map((each) => `${each}\n`).join(''));
  return { path, run };
}

test.each<[what: string, line: string]>([
  ['a cost in words', JSON.stringify({ ...event, costUsd: '1.5' })],
  ['a model that is a number', JSON.stringify({ ...event, model: 5 })],
  ['an event of a later chorus', JSON.stringify({ time: event.time, event: 'rewound', session: 'auth', point: { turn: 3 } })],
  ['a verdict of a later chorus', JSON.stringify({ ...event, verdict: 'mended' })],
  ['a line that was cut', JSON.stringify(event).slice(0, 100)],
])('%s is skipped and counted; the other turns are shown', async (_, line) => {
  const { path, run } = withLine(line);
  for (const args of [['log'], ['log', 'auth'], ['log', '--json']]) {
    const { exitCode, stdout, stderr } = await run(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `chorus: skipped a damaged line of ${path}\n` });
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  }
});

test('keys of a later chorus are tolerated', async () => {
  const { run } = withLine(JSON.stringify({ ...event, later: { x: 1 } }));
  const { exitCode, stdout, stderr } = await run('log');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
});
