import { createSession, type Session } from '../../src/core/session.ts';
import type { AskedTurn } from '../../src/turn/asked-turn.ts';
import type { SeenTurn } from '../../src/turn/seen-turn.ts';

export const sessionOf = (rest: Partial<Session> = {}): Session => ({
  ...createSession({ name: 'auth', sessionId: 'id-1', now: new Date('2026-01-01T00:00:00Z'), cwd: '/work', settings: {} }),
  ...rest,
});

/** A headless resume of the session `auth`, but for what a test gives. */
export function askedOf(rest: Partial<AskedTurn> = {}): AskedTurn {
  return {
    action: 'resume',
    isInteractive: false,
    plan: 'resume',
    session: sessionOf({ state: 'active' }),
    restarted: null,
    expectedId: 'id-1',
    before: { path: '/id-1.jsonl', size: 9 },
    restored: false,
    asked: {},
    claude: { release: '2.1.329', path: '/bin/claude', argv: ['-p'] },
    keepsCopy: true,
    promptSnapshot: null,
    noPersistence: false,
    strict: false,
    idleTimeout: undefined,
    waitsForLimits: false,
    ...rest,
  };
}

/** What was seen of a turn that went on in `id-1` and was answered, but for what a test gives. */
export function seenOf(rest: Partial<SeenTurn> = {}): SeenTurn {
  return {
    named: { sessionId: 'id-1', entered: 'asked' },
    isIdWellFormed: true,
    entered: [
      { sessionId: 'id-1', entered: 'asked', transcript: { path: '/id-1.jsonl', size: 9, isReadable: true }, createdAt: undefined },
    ],
    foreign: [],
    traced: {
      lineage: { status: 'proved' },
      recordsAdded: 2,
      tip: null,
      root: null,
      usage: undefined,
      firstUsage: undefined,
      reach: { reachable: 4, total: 6, isComplete: true, isCompacted: false, repair: undefined },
      atStake: null,
      promptTokens: 2,
    },
    history: {
      before: null,
      reach: undefined,
      context: { before: null, first: null, isComparable: false, prompt: 2, atStake: null, clearable: 0, base: null },
    },
    tip: null,
    parentChanged: false,
    isRewound: false,
    result: { type: 'result', subtype: 'success', is_error: false, session_id: 'id-1' },
    missing: undefined,
    commandOutput: '',
    end: { exitCode: 0, signal: undefined, interruptedBy: undefined, timedOut: false, wasIdle: false, stderr: '' },
    head: '',
    report: {
      subtype: 'success',
      terminalReason: null,
      apiErrorStatus: null,
      result: 'Done.',
      denials: [],
      numTurns: 1,
      durationMs: 3200,
      costUsd: 0.5,
      usage: null,
      backgroundTasks: [],
    },
    effective: {
      model: undefined,
      permissionMode: undefined,
      cwd: undefined,
      release: undefined,
      contextTokens: undefined,
      contextWindow: undefined,
    },
    turns: 1,
    cost: { call: 0.5, added: 0.5, cumulative: 1.5 },
    endedAt: new Date('2026-01-02T00:00:00Z'),
    ...rest,
  };
}
