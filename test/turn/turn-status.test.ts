import { describe, expect, test } from 'vitest';
import type { TurnStatus } from '../../src/core/outcome.ts';
import type { VerdictStatus } from '../../src/core/verdict.ts';
import { exitCodeOf, judgeInteractiveStatus, judgeTurnStatus, type TurnEnd, type TurnResult } from '../../src/turn/turn-status.ts';

const ended: TurnEnd = { exitCode: 0, signal: undefined, timedOut: false, interruptedBy: undefined };
const success: TurnResult = { subtype: 'success', is_error: false };

describe('judgeTurnStatus', () => {
  test.each<[what: string, result: Partial<TurnResult> | undefined, end: Partial<TurnEnd>, status: TurnStatus]>([
    ['an answer', {}, {}, 'ok'],
    ['an answer, and an exit code that is none of ours', {}, { exitCode: 143 }, 'ok'],
    ['no denials', { permission_denials: [] }, {}, 'ok'],
    ['a denied tool', { permission_denials: [{ tool_name: 'Bash' }] }, {}, 'denied'],
    ['an API error, which comes as success', { is_error: true }, { exitCode: 1 }, 'error'],
    ['an error with a denied tool', { is_error: true, permission_denials: [{ tool_name: 'Bash' }] }, {}, 'error'],
    ['an error while it ran', { subtype: 'error_during_execution', is_error: false }, {}, 'error'],
    ['a subtype of a later release', { subtype: 'error_of_2099', is_error: true }, {}, 'error'],
    ['max turns, exit 0 up to 2.1.50', { subtype: 'error_max_turns', is_error: false }, {}, 'limit'],
    ['max turns, exit 1', { subtype: 'error_max_turns', is_error: true }, { exitCode: 1 }, 'limit'],
    ['budget', { subtype: 'error_max_budget_usd', is_error: true }, { exitCode: 1 }, 'limit'],
    ['no result', undefined, { exitCode: 1 }, 'none'],
    ['killed by someone else', undefined, { exitCode: undefined, signal: 'SIGKILL' }, 'none'],
    ['interrupted, with the result that SIGINT gives', { subtype: 'error_during_execution' }, { interruptedBy: 'SIGINT' }, 'interrupted'],
    ['ended by SIGTERM, without a result', undefined, { interruptedBy: 'SIGTERM', signal: 'SIGTERM' }, 'interrupted'],
    ['timed out', undefined, { timedOut: true }, 'timeout'],
    ['timed out, with a result', {}, { timedOut: true }, 'timeout'],
    ['timed out, then interrupted', {}, { timedOut: true, interruptedBy: 'SIGINT' }, 'timeout'],
  ])('%s', (_, result, end, status) => {
    expect(judgeTurnStatus(result && { ...success, ...result }, { ...ended, ...end }, false)).toBe(status);
  });

  test.each<[what: string, result: Partial<TurnResult> | undefined, end: Partial<TurnEnd>, status: TurnStatus]>([
    ['a good result', {}, {}, 'empty'],
    ['an error', { is_error: true }, {}, 'error'],
    ['a signal', {}, { interruptedBy: 'SIGTERM' }, 'interrupted'],
  ])('nothing happened, and it ended with %s', (_, result, end, status) => {
    expect(judgeTurnStatus({ ...success, ...result }, { ...ended, ...end }, true)).toBe(status);
  });

  test('a turn that was completed in time is ok, though chorus was stopped meanwhile and saw it late', () => {
    const late = { ...ended, timedOut: true };
    expect(judgeTurnStatus({ ...success, terminal_reason: 'completed' }, late, false)).toBe('ok');
    // 2.1.200 says `completed` of an API error, too.
    expect(judgeTurnStatus({ ...success, is_error: true, terminal_reason: 'completed' }, late, false)).toBe('timeout');
    expect(judgeTurnStatus({ subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_tools' }, late, false)).toBe(
      'timeout',
    );
  });
});

test.each<[what: string, result: TurnResult | undefined, status: TurnStatus]>([
  ['an answer', success, 'ok'],
  ['an error', { ...success, is_error: true }, 'error'],
  ['nothing', undefined, 'none'],
])('if nobody saw how a headless turn ended, its result decides: %s', (_, result, status) => {
  expect(judgeTurnStatus(result, undefined, false)).toBe(status);
});

test.each<[what: string, hasSaidEnd: boolean, end: Partial<TurnEnd> | undefined, status: TurnStatus]>([
  ['left in peace', true, {}, 'ok'],
  ['failed', true, { exitCode: 1 }, 'error'],
  ['killed by someone else', false, { exitCode: undefined, signal: 'SIGKILL' }, 'none'],
  ['asked to end', true, { signal: 'SIGTERM', interruptedBy: 'SIGTERM' }, 'interrupted'],
  ['nobody saw the end, but Claude told of it', true, undefined, 'ok'],
  ['nobody saw the end, nor did Claude tell', false, undefined, 'none'],
])('judgeInteractiveStatus: %s', (_, hasSaidEnd, end, status) => {
  expect(judgeInteractiveStatus(hasSaidEnd, end && { ...ended, ...end })).toBe(status);
});

describe('exitCodeOf', () => {
  const verdicts: VerdictStatus[] = [
    'started',
    'resumed',
    'forked',
    'restarted',
    'not-found',
    'lost',
    'truncated',
    'branched',
    'unverified',
  ];
  const table: Record<Exclude<TurnStatus, 'interrupted'>, Record<VerdictStatus, number>> = {
    ok: { started: 0, resumed: 0, forked: 0, restarted: 0, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 0 },
    error: { started: 1, resumed: 1, forked: 1, restarted: 1, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 1 },
    none: { started: 1, resumed: 1, forked: 1, restarted: 1, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 1 },
    empty: { started: 1, resumed: 1, forked: 1, restarted: 1, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 1 },
    denied: { started: 0, resumed: 0, forked: 0, restarted: 0, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 0 },
    limit: { started: 4, resumed: 4, forked: 4, restarted: 4, 'not-found': 3, lost: 3, truncated: 3, branched: 3, unverified: 4 },
    timeout: {
      started: 124,
      resumed: 124,
      forked: 124,
      restarted: 124,
      'not-found': 124,
      lost: 124,
      truncated: 124,
      branched: 124,
      unverified: 124,
    },
  };

  test.each(Object.keys(table) as (keyof typeof table)[])('of a turn that is %s', (turn) => {
    const codes = verdicts.map((verdict) => [verdict, exitCodeOf({ verdict, turn, end: ended, strict: false })]);
    expect(Object.fromEntries(codes)).toEqual(table[turn]);
  });

  test('--strict makes denied tools a failure, after continuity', () => {
    const strict = (verdict: VerdictStatus, turn: TurnStatus) => exitCodeOf({ verdict, turn, end: ended, strict: true });
    expect(strict('resumed', 'denied')).toBe(6);
    expect(strict('lost', 'denied')).toBe(3);
    expect(strict('resumed', 'ok')).toBe(0);
    expect(strict('resumed', 'limit')).toBe(4);
  });

  test.each<[NodeJS.Signals, number]>([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s ends in %i, whatever the verdict', (interruptedBy, code) => {
    const codes = verdicts.map((verdict) => exitCodeOf({ verdict, turn: 'interrupted', end: { ...ended, interruptedBy }, strict: true }));
    expect(new Set(codes)).toEqual(new Set([code]));
  });
});
