import { expect, test } from 'vitest';
import { turnEventOf } from '../../src/core/event.ts';
import { isTurnEvent } from '../../src/store/event-schema.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { eventOf } from '../support/turn-events.ts';

const event = eventOf('auth', '2026-01-02T03:04:05.678Z', 1);

test.each<[what: string, value: object]>([
  [
    'what a turn writes',
    turnEventOf(outcomeOf(), { asked: {}, effective: { model: null, permissionMode: null }, turns: 1, endedAt: new Date(0) }),
  ],
  [
    'a turn with all optional keys',
    {
      ...event,
      interactive: true,
      prompts: 2,
      turns: 2,
      parent: { name: 'a', sessionId: 'b' },
      backgroundTasks: [{ id: 'b1', type: null, status: 'running' }],
    },
  ],
  ['a turn of an early version of chorus', { ...event, contextTokens: undefined }],
  ['a turn with a drift', { ...event, drift: [{ key: 'model', asked: 'opus', actual: 'claude-sonnet-5' }] }],
  [
    'a turn with keys of a newer version of chorus',
    { ...event, later: 1, evidence: { ...event.evidence, messages: { before: 1, reachable: 1 } } },
  ],
])('%s is an event', (_, value) => {
  expect(isTurnEvent(JSON.parse(JSON.stringify(value)))).toBe(true);
});

test.each<[what: string, value: unknown]>([
  ['null', null],
  ['a number', 7],
  ['a list', []],
  ['an empty object', {}],
  ['no session', { ...event, session: undefined }],
  ['a cost in words', { ...event, costUsd: '1.5' }],
  ['a duration in words', { ...event, durationMs: '2 s' }],
  ['an exit code in words', { ...event, exitCode: '0' }],
  ['no model', { ...event, model: null }],
  ['a model that is a list', { ...event, model: { asked: null, effective: ['x'] } }],
  ['a parent that is text', { ...event, parent: 'auth' }],
  ['an unknown verdict', { ...event, verdict: 'rewound' }],
  ['an unknown action', { ...event, action: 'rewind' }],
  ['an unknown turn status', { ...event, turn: 'paused' }],
  ['a drift that is text', { ...event, drift: 'model' }],
  ['an evidence that is text', { ...event, evidence: 'all' }],
  ['a time that is a number', { ...event, time: 5 }],
])('%s is not an event', (_, value) => {
  expect(isTurnEvent(value)).toBe(false);
});
