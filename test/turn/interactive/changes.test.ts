import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/session.ts';
import type { VerdictStatus } from '../../../src/core/verdict.ts';
import { sessionChanges } from '../../../src/turn/changes.ts';
import { sumUp } from '../../../src/turn/interactive/run-evidence.ts';
import type { TracedConversation } from '../../../src/turn/interactive/run-trace.ts';
import type { SeenTurn } from '../../../src/turn/seen-turn.ts';
import { outcomeOf } from '../../support/outcomes.ts';
import { askedOf, seenOf, sessionOf } from '../../support/turns.ts';

const now = new Date('2026-01-02T00:00:00Z');
const tip = { uuid: 'a1', messageId: 'm1' };
const newTip = { uuid: 'a2', messageId: 'm2' };

const current: Session = {
  ...sessionOf(),
  state: 'active',
  formerIds: ['id-0'],
  tip,
  root: { uuid: 'r1', messageId: 'm0' },
  last: { model: 'claude-opus-5-5', permissionMode: 'plan', cumulativeCostUsd: 1, verdict: 'resumed' },
  totals: { turns: 1, costUsd: 1, tokens: { input: 1, output: 1, cacheRead: 1, cacheCreation: 1 } },
  transcriptSeen: true,
};

function entered(sessionId: string, how: TracedConversation['entered'], rest: Partial<TracedConversation> = {}): TracedConversation {
  return {
    sessionId,
    entered: how,
    transcript: { path: `/${sessionId}.jsonl`, size: 9, isReadable: true },
    prompts: 1,
    usage: { input_tokens: 10, output_tokens: 20 },
    model: 'claude-haiku-5-5',
    permissionMode: 'default',
    cost: { call: 0.5, added: 0.5, cumulative: 1.5 },
    createdAt: '2026-01-01T12:00:00.000Z',
    lastActiveAt: undefined,
    ...rest,
  };
}

function changes(conversations: TracedConversation[], traced: Partial<SeenTurn['traced']> = {}, status: VerdictStatus = 'resumed') {
  const last = conversations.at(-1);
  const { prompts, usage, costUsd, costAdded } = sumUp(conversations);
  const tracedTurn = { ...seenOf().traced, tip: newTip, usage: { input_tokens: 100 }, ...traced };
  const seen = seenOf({
    entered: conversations,
    traced: tracedTurn,
    tip: tracedTurn.tip,
    result: undefined,
    effective: {
      ...seenOf().effective,
      model: last?.model,
      permissionMode: last?.permissionMode,
      contextTokens: tracedTurn.usage?.input_tokens,
    },
    turns: prompts,
    cost: { call: costUsd, added: costAdded, cumulative: last?.cost.cumulative },
    endedAt: now,
  });
  const asked = askedOf({ isInteractive: true, session: current, asked: { model: 'opus' } });
  const outcome = outcomeOf({ status }, { usage });
  return sessionChanges(current, { asked, seen, outcome, newId: () => 'id-9' });
}

describe('what an interactive run changes in its session', () => {
  test('the same conversation, further on', () => {
    expect(changes([entered('id-1', 'asked')])).toEqual({
      sessionId: 'id-1',
      createdAt: current.createdAt,
      formerIds: ['id-0'],
      parent: null,
      lastActiveAt: now.toISOString(),
      state: 'active',
      tip: newTip,
      root: current.root,
      transcriptSeen: true,
      promptSnapshot: null,
      last: {
        model: 'claude-haiku-5-5',
        askedModel: 'opus',
        permissionMode: 'default',
        contextTokens: 100,
        messages: 6,
        release: '2.1.329',
        verdict: 'resumed',
        turn: 'ok',
        exitCode: 0,
        cumulativeCostUsd: 1.5,
      },
      totals: { calls: 2, turns: 2, costUsd: 1.5, tokens: { input: 11, output: 21, cacheRead: 1, cacheCreation: 1 } },
    });
  });

  test('nothing was said: the tip and the last turn stay', () => {
    const unsaid = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
    const cost = { call: null, added: 0, cumulative: 1 };
    const changed = changes([entered('id-1', 'asked', { ...unsaid, cost })], { tip: null, usage: undefined });
    expect(changed).toMatchObject({ sessionId: 'id-1', tip, last: current.last, totals: current.totals });
  });

  test('under a new id, as on some releases', () => {
    expect(changes([entered('id-2', 'asked')])).toMatchObject({
      sessionId: 'id-2',
      formerIds: ['id-0', 'id-1'],
      createdAt: current.createdAt,
      root: current.root,
    });
  });

  test('/clear: the conversation is a new one', () => {
    const root = { uuid: 'r2', messageId: 'm2' };
    const changed = changes([entered('id-1', 'asked'), entered('id-2', 'clear')], { root });
    expect(changed).toMatchObject({
      sessionId: 'id-2',
      formerIds: ['id-0', 'id-1'],
      createdAt: '2026-01-01T12:00:00.000Z',
      root,
      state: 'active',
      totals: { turns: 3 },
    });
  });

  test('/clear, and nothing was said there: it waits for its first turn', () => {
    const changed = changes(
      [entered('id-1', 'asked'), entered('id-2', 'clear', { prompts: 0, transcript: undefined, createdAt: undefined })],
      { tip: null },
    );
    expect(changed).toMatchObject({ sessionId: 'id-2', state: 'starting', tip: null, transcriptSeen: false, createdAt: now.toISOString() });
  });

  test('back to an earlier one: its date of creation stays', () => {
    expect(changes([entered('id-1', 'asked'), entered('id-0', 'back')])).toMatchObject({
      sessionId: 'id-0',
      formerIds: ['id-1'],
      state: 'active',
      createdAt: '2026-01-01T12:00:00.000Z',
    });
  });

  test('/clear, and back: as if it had never been left', () => {
    const changed = changes([entered('id-2', 'clear'), entered('id-1', 'asked')]);
    expect(changed).toMatchObject({
      sessionId: 'id-1',
      formerIds: ['id-0', 'id-2'],
      createdAt: current.createdAt,
      root: current.root,
      totals: { turns: 3 },
    });
  });

  test('not opened, or answered from elsewhere: only the verdict and the cost are kept', () => {
    expect(changes([])).toEqual({
      totals: { ...current.totals, calls: 2 },
      last: { ...current.last, turn: 'ok', exitCode: 0 },
    });
    expect(changes([entered('id-1', 'asked')], { lineage: { status: 'contradicted', from: 'elsewhere' } }, 'lost')).toEqual({
      totals: expect.objectContaining({ turns: 2, costUsd: 1.5 }),
      last: { ...current.last, verdict: 'lost', turn: 'ok', exitCode: 0 },
    });
  });
});
