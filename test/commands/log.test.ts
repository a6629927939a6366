import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import type { TurnEvent } from '../../src/core/event.ts';
import { run } from '../../src/program.ts';
import { testContext } from '../support/context.ts';
import { eventOf, idOf } from '../support/turn-events.ts';

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
    expect(stdout.match(/resumed/g)).toHaveLength(2);
  }
});

test('keys of a later chorus are tolerated', async () => {
  const { run } = withLine(JSON.stringify({ ...event, later: { x: 1 } }));
  const { exitCode, stdout, stderr } = await run('log');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.match(/resumed/g)).toHaveLength(3);
});

/** A log with the given events, and a session `auth` with the id of events numbered 1. */
async function withEvents(...events: TurnEvent[]) {
  const testing = testContext();
  for (const each of events) testing.context.world.store.log.append(each);
  return testing;
}

const day = (hour: number) => new Date(2025, 11, 31, hour, 5, 9).toISOString();
const told = [
  eventOf('auth', day(9), 1, { action: 'new', verdict: 'started', reason: 'init names the id', costUsd: null }),
  eventOf('auth', day(10), 1, { turn: 'limit', subtype: 'error_max_turns', exitCode: 4, costUsd: 0.0123 }),
  eventOf('auth', day(11), 1, { turn: 'interrupted', subtype: null, exitCode: 143, costUsd: null, durationMs: 0 }),
  eventOf('b', day(12), 2, { action: 'fork', verdict: 'unverified', reason: 'it ended before init', actualId: null, restored: true }),
  eventOf('b', day(13), 2, { verdict: 'lost', reason: 'Claude answered from another history', actualId: idOf(9), exitCode: 3 }),
  eventOf('b', day(14), 2, { interactive: true, prompts: 2, turns: 2, model: { asked: null, effective: null } }),
];

describe('the table', () => {
  test('the newest first, in the words of verdicts and turn statuses, each with its sign, in local time', async () => {
    const { run } = await withEvents(...told);
    const { stdout, stderr } = await run('log');
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'ENDED                SESSION  COMMAND  VERDICT       TURN           EXIT     COST  TOOK  MODEL          WHY',
      '2025-12-31 14:05:09  b        resume   ✓ resumed     ✓ ok              0    $0.50   2 s  -              descends from the tip; interactive, 2 prompts',
      `2025-12-31 13:05:09  b        resume   ✗ lost        ✓ ok              3    $0.50   2 s  claude-opus-5  Claude answered from another history; the conversation is ${idOf(9)}`,
      '2025-12-31 12:05:09  b        fork     ? unverified  ✓ ok              0    $0.50   2 s  claude-opus-5  it ended before init; restored from the vault',
      '2025-12-31 11:05:09  auth     resume   ✓ resumed     ✗ interrupted   143        -     -  claude-opus-5  descends from the tip',
      '2025-12-31 10:05:09  auth     resume   ✓ resumed     ✗ limit           4  $0.0123   2 s  claude-opus-5  descends from the tip',
      '2025-12-31 09:05:09  auth     new      ✓ started     ✓ ok              0        -   2 s  claude-opus-5  init names the id',
    ]);
  });

  test('a terminal gets the newest 50, and is told so; --limit gives others', async () => {
    const many = Array.from({ length: 60 }, (_, index) => eventOf('auth', new Date(2025, 0, 1, 0, index).toISOString(), 1));
    const testing = await withEvents(...many);
    const rowsOf = async (...args: string[]) => (await testing.run('log', ...args)).stdout.trimEnd().split('\n').length - 1;
    expect(await rowsOf()).toBe(60);
    expect(await rowsOf('--limit', '7')).toBe(7);
    Object.assign(testing.context.stdout, { isTTY: true, columns: 80, rows: 24 });
    Object.assign(testing.context.env, { PAGER: '', NO_COLOR: '1' });
    expect(await rowsOf('--limit', 'all')).toBe(60);
    expect(await rowsOf('--failed')).toBe(0);
    const { stdout, stderr } = await testing.run('log');
    expect(stderr).toBe('chorus: the 50 newest calls; all of them: --limit all\n');
    const [header = '', first = '', ...rest] = stdout.trimEnd().split('\n');
    expect([header.split(/ {2,}/), first.split(/ {2,}/), rest.length]).toEqual([
      ['ENDED', 'SESSION', 'VERDICT', 'TURN', 'EXIT', 'TOOK', 'WHY'],
      ['2025-01-01 00:59:00', 'auth', '✓ resumed', '✓ ok', '0', '2 s', 'descends from the tip'],
      49,
    ]);
    for (const limit of ['0', '-1', '1.5', 'many']) {
      await expect(testing.run('log', '--limit', limit)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('or all') });
    }
  });

  test('a table that is longer than a batch goes on in the same columns, titles once', async () => {
    const many = Array.from({ length: 450 }, (_, index) =>
      eventOf(index < 100 ? 'a-name-that-is-long' : 'auth', new Date(2025, 0, 1, 0, index).toISOString(), 1),
    );
    const testing = await withEvents(...many);
    let stdout = '';
    testing.context.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    await testing.run('log');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('ENDED'))).toHaveLength(1);
    expect(lines).toHaveLength(451);
    expect(lines.at(-1)).toContain('  a-name-that-is-long  resume   ✓ resumed');
  });
});

test('--json: the newest first, as they were written, with times in UTC', async () => {
  const { run } = await withEvents(...told);
  const { stdout } = await run('log', '--json');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(told.toReversed());
  expect((await run('log', '--json', '--limit', '2')).stdout).toBe(`${lines[0]}\n${lines[1]}\n`);
});

test.each<[args: string[], hours: number[]]>([
  [['--failed'], [13, 11, 10]],
  [
    ['auth', '--failed'],
    [11, 10],
  ],
  [['--failed', '--limit', '1'], [13]],
  [
    ['--since', day(12)],
    [14, 13, 12],
  ],
  [['b', '--failed', '--since', day(12)], [13]],
  [['auth', '--since', day(12)], []],
])('log %j: the calls that ended at %j', async (args, hours) => {
  const { run } = await withEvents(...told);
  const { stdout } = await run('log', ...args, '--json');
  const times = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).time]));
  expect(times).toEqual(hours.map(day));
});

test('of a session that never was: exit 8; of one that has no such calls: nothing', async () => {
  const { run } = await withEvents(...told);
  expect(await run('log', 'auth', '--since', '0s')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  await expect(run('log', 'nobody')).rejects.toMatchObject({ code: 'session-not-found' });
});

test('it reads no more once nobody reads its output', async () => {
  const testing = await withEvents(...told);
  const { log } = testing.context.world.store;
  for (let index = 0; index < 2000; index++) log.append(event);
  let isLeft = false;
  const stdout = new Writable({
    write: (_chunk, _, done) => {
      if (isLeft) throw new Error('written after the reader left');
      isLeft = true;
      done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
    },
  });
  stdout.on('error', () => {});
  const read = vi.spyOn(JSON, 'parse');
  try {
    expect(await run(['log', '--json'], { ...testing.context, stdout })).toBe(0);
    expect(read.mock.calls.length).toBeLessThan(1000);
  } finally {
    read.mockRestore();
  }
});
