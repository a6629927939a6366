import type { TurnEvent } from '../../src/core/event.ts';
import { createSession, type Session } from '../../src/core/session.ts';

/** An id that is well-formed, and told by its number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A resumed turn with a good answer, but for what a test gives. */
export function eventOf(session: string, time: string, id: number | null, rest: Partial<TurnEvent> = {}): TurnEvent {
  const sessionId = id === null ? null : idOf(id);
  return {
    time,
    session,
    action: 'resume',
    expectedId: sessionId,
    actualId: sessionId,
    verdict: 'resumed',
    reason: 'descends from the tip',
    restored: false,
    drift: [],
    evidence: { expectedId: sessionId, initId: sessionId, resultId: sessionId, lineage: 'proved', recordsAdded: 2 },
    model: { asked: 'opus', effective: 'claude-opus-5' },
    permissionMode: { asked: null, effective: 'default' },
    turn: 'ok',
    subtype: 'success',
    costUsd: 0.5,
    durationMs: 2000,
    contextTokens: 1000,
    release: '2.1.329',
    exitCode: 0,
    ...rest,
  };
}

export function sessionOf(name: string, id: number, rest: Partial<Session> = {}): Session {
  const now = new Date('2026-03-01T10:00:00Z');
  return { ...createSession({ name, sessionId: idOf(id), now, cwd: '/work', settings: {} }), state: 'active', ...rest };
}
