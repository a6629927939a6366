import { describe, expect, test } from 'vitest';
import { ageInDays } from '../../src/core/age.ts';
import { createSession, type Session } from '../../src/core/session.ts';
import { builtInSettings, type Settings } from '../../src/core/settings.ts';
import { planTurn, type TurnPlan, type TurnPlanInput } from '../../src/turn/plan.ts';

const createdAt = new Date('2026-01-01T00:00:00Z');
const day = 86_400_000;

const recorded = createSession({ name: 'auth', sessionId: '8f0c', now: createdAt, cwd: '/work', settings: {} });
const starting: Session = { ...recorded, state: 'starting' };
const active: Session = { ...recorded, state: 'active', transcriptSeen: true };
const parent = { name: 'auth', sessionId: '11aa', at: { uuid: 'u1', messageId: 'msg_1' } };

type Row = Partial<Omit<TurnPlanInput, 'session' | 'settings' | 'now'>> & { session: Session; settings?: Settings; age?: number };

function plan({ settings, age = 1, ...row }: Row): TurnPlan {
  return planTurn({
    transcript: 'there',
    left: 'nothing',
    wedgesKilledStart: false,
    fresh: false,
    modelChanged: false,
    ...row,
    settings: { ...builtInSettings, ...settings },
    now: new Date(createdAt.getTime() + age * day),
  });
}

const expired: TurnPlan = { kind: 'restart', reason: 'expired' };
const byAge: Settings = { expiry: 'by-age' };

describe('planTurn', () => {
  test.each<[what: string, row: Row, plan: TurnPlan]>([
    ['never begun', { session: recorded, transcript: 'absent' }, { kind: 'start', anew: false }],
    ['never begun, however old', { session: recorded, transcript: 'absent', age: 900, settings: byAge }, { kind: 'start', anew: false }],
    ['never begun, --fresh', { session: recorded, transcript: 'absent', fresh: true }, { kind: 'start', anew: false }],

    ['killed before a transcript', { session: starting, transcript: 'absent' }, { kind: 'start', anew: false }],
    [
      'killed before a transcript, on a release that wedges',
      { session: starting, transcript: 'absent', wedgesKilledStart: true },
      { kind: 'start', anew: false },
    ],
    ['killed with an empty transcript: its id is in use', { session: starting, transcript: 'empty' }, { kind: 'start', anew: true }],
    ['killed before a record', { session: starting }, { kind: 'start', anew: true }],
    ['killed before an answer', { session: starting, left: 'prompt' }, { kind: 'resume' }],
    [
      'killed before an answer, on a release that wedges',
      { session: starting, left: 'prompt', wedgesKilledStart: true },
      { kind: 'start', anew: true },
    ],
    ['killed after an answer', { session: starting, left: 'answer' }, { kind: 'resume' }],
    [
      'killed after an answer, on a release that wedges',
      { session: starting, left: 'answer', wedgesKilledStart: true },
      { kind: 'resume' },
    ],
    ['killed, --fresh', { session: starting, left: 'answer', fresh: true }, { kind: 'restart', reason: 'asked' }],
    ['a fork killed before a transcript', { session: { ...starting, parent }, transcript: 'absent' }, { kind: 'fork', anew: false }],
    ['a fork killed while its transcript was copied', { session: { ...starting, parent } }, { kind: 'fork', anew: true }],
    ['a fork killed with an empty transcript', { session: { ...starting, parent }, transcript: 'empty' }, { kind: 'fork', anew: true }],
    ['a fork killed, --fresh', { session: { ...starting, parent }, fresh: true }, { kind: 'restart', reason: 'asked' }],
    ['a fork killed after its transcript was copied', { session: { ...starting, parent }, left: 'answer' }, { kind: 'resume' }],

    ['its transcript is there', { session: active }, { kind: 'resume' }],
    ['its transcript is there, whatever its age', { session: active, age: 900 }, { kind: 'resume' }],
    ['--fresh', { session: active, fresh: true }, { kind: 'restart', reason: 'asked' }],
    [
      '--fresh over all else',
      { session: active, fresh: true, transcript: 'absent', age: 900, modelChanged: true },
      { kind: 'restart', reason: 'asked' },
    ],

    ['gone', { session: active, transcript: 'absent' }, { kind: 'gone' }],
    ['emptied', { session: active, transcript: 'empty' }, { kind: 'gone' }],
    ['gone, onGone fresh', { session: active, transcript: 'absent', settings: { onGone: 'fresh' } }, { kind: 'restart', reason: 'gone' }],
    ['gone at exactly maxAgeDays', { session: active, transcript: 'absent', age: 25 }, { kind: 'gone' }],
    ['gone, and a moment older', { session: active, transcript: 'absent', age: 25.001 }, expired],
    ['gone and old, onGone fresh', { session: active, transcript: 'absent', age: 26, settings: { onGone: 'fresh' } }, expired],
    ['gone, and older than its own maxAgeDays', { session: active, transcript: 'absent', age: 3, settings: { maxAgeDays: 2 } }, expired],
    ['never seen, so not gone', { session: { ...active, transcriptSeen: false }, transcript: 'absent' }, { kind: 'resume' }],
    ['never seen, and old', { session: { ...active, transcriptSeen: false }, transcript: 'absent', age: 900 }, { kind: 'resume' }],

    ['by age, young', { session: active, settings: byAge }, { kind: 'resume' }],
    ['by age, old though its transcript is there', { session: active, settings: byAge, age: 26 }, expired],
    ['by age, old and never seen', { session: { ...active, transcriptSeen: false }, settings: byAge, age: 26 }, expired],

    ['another model, warn', { session: active, modelChanged: true }, { kind: 'resume' }],
    [
      'another model, fresh',
      { session: active, modelChanged: true, settings: { onModelChange: 'fresh' } },
      { kind: 'restart', reason: 'model-changed' },
    ],
    ['the same model, fresh', { session: active, settings: { onModelChange: 'fresh' } }, { kind: 'resume' }],
    [
      'another model does not hide that it is gone',
      { session: active, transcript: 'absent', modelChanged: true, settings: { onModelChange: 'fresh' } },
      { kind: 'gone' },
    ],

    ['a recorded fork', { session: { ...recorded, parent, transcriptSeen: true } }, { kind: 'fork', anew: false }],
    ['a recorded fork, its parent never seen', { session: { ...recorded, parent }, transcript: 'absent' }, { kind: 'fork', anew: false }],
    [
      'a recorded fork, its parent gone',
      { session: { ...recorded, parent, transcriptSeen: true }, transcript: 'absent' },
      { kind: 'gone' },
    ],
    ['a recorded fork, --fresh', { session: { ...recorded, parent }, fresh: true }, { kind: 'restart', reason: 'asked' }],
    ['a fork that has begun', { session: { ...active, parent } }, { kind: 'resume' }],
  ])('%s', (_, row, expected) => {
    expect(plan(row)).toEqual(expected);
  });
});

test('age counts from creation, whenever the session was last used', () => {
  const session = { ...active, lastActiveAt: '2026-01-30T00:00:00Z' };
  expect(ageInDays(session, new Date('2026-02-01T12:00:00Z'))).toBe(31.5);
});
