import { expect, test } from 'vitest';
import { type TurnEvent, turnEventOf } from '../../src/core/event.ts';
import { briefOf, readBrief } from '../../src/core/event-brief.ts';
import { isTurnEvent } from '../../src/store/event-schema.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { eventOf } from '../support/turn-events.ts';

const written = turnEventOf(outcomeOf(), {
  asked: { model: 'opus' },
  effective: { model: 'claude-opus-5', permissionMode: 'default', contextTokens: 1200 },
  turns: 1,
  endedAt: new Date('2026-03-02T10:00:00Z'),
});
const parent = { name: 'auth', sessionId: 'id-1' };
const nothing = outcomeOf({ status: 'not-found' }, { status: 'none', subtype: null, costUsd: null }, { exitCode: 3, action: 'fork' });
const cache = { status: 'broken', costUsd: 0.25, because: 'changed since the last turn: model and tools', missedTokens: 45000 } as const;
const unknown = { asked: {}, effective: { model: null, permissionMode: null }, turns: 0, parent, endedAt: new Date(0) };

test.each<[what: string, event: TurnEvent]>([
  ['a turn', written],
  ['a fork of which nothing is known', turnEventOf(nothing, unknown)],
  ['an interactive run', turnEventOf(outcomeOf({}, { numTurns: 4 }, { interactive: true }), { ...unknown, turns: 4 })],
  ['one of an early version of chorus', eventOf('auth', '2026-03-02T10:00:00Z', 1)],
  ['one that missed the cache', turnEventOf(outcomeOf({}, { cache }), { ...unknown, turns: 1 })],
  ['one that read it', turnEventOf(outcomeOf({}, { cache: { ...cache, status: 'warm', because: null, costUsd: null } }), unknown)],
  ['a cost of little', { ...written, costUsd: 1e-7 }],
  [
    'evidence of a later version',
    { ...written, evidence: { ...written.evidence, ...{ messages: { before: 1, reachable: 2 }, why: 'x' } } },
  ],
])('the brief of %s is read from its line without parsing it', (_, event) => {
  const line = JSON.stringify(event);
  expect(isTurnEvent(JSON.parse(line))).toBe(true);
  expect(readBrief(line)).toEqual(briefOf(JSON.parse(line)));
});

test.each<[what: string, line: string]>([
  ['a text with escapes', JSON.stringify({ ...written, reason: 'it said "no"' })],
  ['a text in another script', JSON.stringify({ ...written, reason: '会社' })],
  ['a verdict of a later version', JSON.stringify({ ...written, verdict: 'mended' })],
  ['a turn status of a later version', JSON.stringify({ ...written, turn: 'paused' })],
  ['a cost in words', JSON.stringify({ ...written, costUsd: '1.5' })],
  ['a number that is none', JSON.stringify(written).replace('"exitCode":0', '"exitCode":00')],
  ['evidence in words', JSON.stringify({ ...written, evidence: 'all' })],
  ['keys in another order', JSON.stringify(Object.fromEntries(Object.entries(written).toReversed()))],
  ['a line that was cut', JSON.stringify(written).slice(0, -1)],
  ['two lines in one', JSON.stringify(written).repeat(2)],
  ['a drift', JSON.stringify({ ...written, drift: [{ key: 'model', asked: 'opus', actual: 'claude-sonnet-5' }] })],
])('%s: the line has to be parsed', (_, line) => {
  expect(readBrief(line)).toBeUndefined();
});
