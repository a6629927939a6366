import type { TurnOutcome, TurnReport, Verdict } from '../../src/core/outcome.ts';

/** A resumed turn with a good answer, but for what a test gives. */
export function outcomeOf(
  verdict: Partial<Verdict> = {},
  turn: Partial<TurnReport> = {},
  rest: Partial<Omit<TurnOutcome, 'verdict' | 'turn'>> = {},
): TurnOutcome {
  return {
    session: 'auth',
    sessionId: 'id-1',
    action: 'resume',
    verdict: {
      status: 'resumed',
      reason: 'descends from the tip',
      restored: false,
      drift: [],
      evidence: {
        expectedId: 'id-1',
        initId: 'id-1',
        resultId: 'id-1',
        lineage: 'proved',
        recordsAdded: 2,
        messages: { before: 4, reachable: 4 },
        context: { before: 1005, first: 1010 },
      },
      ...verdict,
    },
    turn: {
      status: 'ok',
      subtype: 'success',
      terminalReason: 'completed',
      apiErrorStatus: null,
      result: 'Done.',
      denials: [],
      numTurns: 1,
      durationMs: 3200,
      costUsd: 0.0123,
      usage: { input_tokens: 10, output_tokens: 5 },
      cache: null,
      backgroundTasks: [],
      ...turn,
    },
    claude: { release: '2.1.329', path: '/bin/claude', argv: ['-p'] },
    exitCode: 0,
    hints: [],
    ...rest,
  };
}
