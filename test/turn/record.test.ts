import { describe, expect, test } from 'vitest';
import type { StreamFacts } from '../../src/claude/stream/stream-reader.ts';
import type { TracedTurn } from '../../src/claude/transcript/lineage.ts';
import { createSession, type Session } from '../../src/core/session.ts';
import type { VerdictStatus } from '../../src/core/verdict.ts';
import type { PreparedTurn } from '../../src/turn/prepare.ts';
import { turnChanges } from '../../src/turn/record.ts';
import { outcomeOf } from '../support/outcomes.ts';

const createdAt = new Date('2026-01-01T00:00:00Z');
const now = new Date('2026-01-02T00:00:00Z');
const tip = { uuid: 'a1', messageId: 'msg_1' };
const result: StreamFacts['result'] = { type: 'result', subtype: 'success', is_error: false, session_id: 'id-1' };

const starting: Session = {
  ...createSession({ name: 'auth', sessionId: 'id-1', now: createdAt, cwd: '/work', settings: {} }),
  state: 'starting',
};

interface Turn {
  session?: Session;
  status?: VerdictStatus;
  facts?: Partial<StreamFacts>;
  tip?: TracedTurn['tip'];
}

function changes({ session = starting, status = 'started', facts = {}, tip: traced = null }: Turn): Partial<Session> {
  return turnChanges(session, {
    prepared: { session, values: {}, promptSnapshot: null } as unknown as PreparedTurn,
    facts: { init: undefined, result: undefined, results: [], tasks: [], lastAssistant: undefined, head: '', ...facts },
    traced: { lineage: { status: 'proved' }, recordsAdded: null, tip: traced, root: null, usage: undefined },
    outcome: outcomeOf({ status }, { usage: null }),
    transcriptSeen: false,
    cost: { call: null, added: 0, cumulative: undefined },
    now,
    newId: () => 'id-2',
  });
}

describe('the state after a first turn', () => {
  test.each<[what: string, turn: Turn, state: Session['state'] | undefined]>([
    ['with a result', { facts: { result } }, 'active'],
    ['without a result, whose answer is kept', { tip }, 'active'],
    ['of which nothing is seen', {}, 'starting'],
    ['that answered from elsewhere', { status: 'lost', facts: { result }, tip }, undefined],
    ['that can not be told', { status: 'unverified', facts: { result } }, undefined],
    ['that is refused', { status: 'not-found' }, 'recorded'],
  ])('%s', (_, turn, state) => {
    expect(changes(turn).state).toBe(state);
  });

  test('that is refused is begun again, under a new id; the old one is kept', () => {
    expect(changes({ status: 'not-found' })).toEqual({
      totals: starting.totals,
      state: 'recorded',
      sessionId: 'id-2',
      formerIds: ['id-1'],
    });
  });
});

test('a conversation that had begun keeps its id when it is refused', () => {
  const session: Session = { ...starting, state: 'active', tip };
  expect(changes({ session, status: 'not-found' })).toEqual({ totals: session.totals, last: { verdict: 'not-found' } });
});
