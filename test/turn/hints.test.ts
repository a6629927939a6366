import { describe, expect, test } from 'vitest';
import type { TurnReport, Verdict } from '../../src/core/outcome.ts';
import { type EndOfCall, hintsFor } from '../../src/turn/hints.ts';
import { outcomeOf } from '../support/outcomes.ts';

const ended: EndOfCall = {
  stderr: '',
  head: '',
  commandOutput: '',
  hasNoText: false,
  signal: undefined,
  exitCode: 0,
  isFirst: false,
  isRestorable: true,
  idleTimeout: undefined,
  waitsForLimits: false,
};
const merged = "The prompt of this turn may stay in Claude's history, and is then read with the next one.";

describe('hintsFor', () => {
  test.each<[what: string, verdict: Partial<Verdict>, turn: Partial<TurnReport>, end: Partial<EndOfCall>, hints: string[]]>([
    ['a good turn', {}, {}, {}, []],
    [
      'not found',
      { status: 'not-found' },
      { status: 'error' },
      { exitCode: 1 },
      ['Nothing was sent. Start afresh under the same name: chorus resume auth --fresh'],
    ],
    [
      'not found, up to 2.0.50 without a result',
      { status: 'not-found' },
      { status: 'none', result: null },
      { exitCode: 1, stderr: 'No conversation found' },
      ['Nothing was sent. Start afresh under the same name: chorus resume auth --fresh'],
    ],
    [
      'not found after a first turn that was killed',
      { status: 'not-found' },
      { status: 'error' },
      { exitCode: 1, isFirst: true },
      ['Nothing was sent: the first turn was ended before Claude kept it. Call again: it starts over.'],
    ],
    [
      'lost',
      { status: 'lost' },
      {},
      {},
      ['The answer does not come from the conversation of auth. Start afresh under its name: chorus resume auth --fresh'],
    ],
    [
      'truncated, and the vault has the rest',
      { status: 'truncated' },
      {},
      {},
      ['Put back what the vault has: chorus vault restore auth. Or continue without it: chorus vault accept auth.'],
    ],
    [
      'truncated, and the vault has no more either: a fork of a broken history',
      { status: 'truncated' },
      {},
      { isRestorable: false },
      ['The vault has no whole copy. To continue without what is missing: chorus vault accept auth'],
    ],
    [
      'branched',
      { status: 'branched' },
      {},
      {},
      ['Turns that chorus had seen are no longer in the conversation. It continues from this answer.'],
    ],
    [
      'no result',
      { status: 'unverified' },
      { status: 'none', result: null },
      { exitCode: 1, stderr: 'a\nerror: unknown option --x\n\n', head: 'hello' },
      ['claude ended without a result (exit code 1).', 'It said: error: unknown option --x'],
    ],
    [
      'no result, and nothing on stderr',
      {},
      { status: 'none', result: null },
      { exitCode: 0, head: 'not json' },
      ['claude ended without a result (exit code 0).', 'It said: not json'],
    ],
    [
      'no result, and nothing but messages',
      {},
      { status: 'none', result: null },
      { exitCode: undefined, signal: 'SIGKILL', head: '{"type":"system"}\n{"type":"assis' },
      ['claude ended without a result (signal SIGKILL).'],
    ],
    [
      'no result, and not a word',
      {},
      { status: 'none', result: null },
      { exitCode: undefined, signal: 'SIGKILL' },
      ['claude ended without a result (signal SIGKILL).'],
    ],
    [
      'a long word',
      {},
      { status: 'none', result: null },
      { stderr: 'x'.repeat(500) },
      ['claude ended without a result (exit code 0).', `It said: ${'x'.repeat(300)}`],
    ],
    [
      'killed after its last message',
      {},
      { status: 'none', result: 'Done.' },
      { exitCode: undefined, signal: 'SIGKILL' },
      ['claude ended without a result (signal SIGKILL).', "The answer is Claude's last message: nothing says whether it is complete."],
    ],
    [
      'nothing happened, and why is on standard output',
      {},
      { status: 'empty', result: 'Unknown command: /nope' },
      {},
      ['Nothing happened: the model was not asked.'],
    ],
    [
      'nothing happened, and only the stream says why',
      {},
      { status: 'empty', result: '' },
      { commandOutput: 'Error: Shell command failed' },
      ['Nothing happened: the model was not asked.', 'It said: Error: Shell command failed'],
    ],
    [
      'an answer without text',
      {},
      { result: '' },
      { hasNoText: true },
      ['The answer has no text. Ask for one: chorus resume auth "What did you do?"'],
    ],
    [
      'silent too long',
      { status: 'unverified' },
      { status: 'timeout' },
      { idleTimeout: 5 },
      [
        'claude was silent for 5 s. For slower tools, raise the limit: --idle-timeout <time>, or for good: chorus set auth idleTimeout=<time>',
      ],
    ],
    ['silent too long, and yet completed in time', {}, { status: 'ok' }, { idleTimeout: 5 }, []],
    ['an error after it went on', {}, { status: 'error' }, {}, [merged]],
    ['interrupted', {}, { status: 'interrupted' }, {}, [merged]],
    ['timed out', {}, { status: 'timeout' }, {}, [merged]],
    ['interrupted before init', { status: 'unverified' }, { status: 'interrupted' }, {}, []],
    [
      'denied tools, each once',
      {},
      {
        status: 'denied',
        denials: [{ tool_name: 'Bash' }, { tool_name: 'Edit' }, { tool_name: 'Bash' }, null, { tool_name: { toString: 1 } }],
      },
      {},
      ['Denied: Bash, Edit, a tool. Allow with: chorus set auth allowedTools+=<tools>'],
    ],
    [
      'denied tools by name: the hint adds them to those that are allowed already',
      {},
      { status: 'denied', denials: [{ tool_name: 'Edit' }, { tool_name: 'mcp__files__write' }] },
      {},
      ['Denied: Edit, mcp__files__write. Allow with: chorus set auth allowedTools+=Edit,mcp__files__write'],
    ],
    [
      'denied Bash: the hint does not allow every command',
      {},
      { status: 'denied', denials: [{ tool_name: 'Bash' }] },
      {},
      ["Denied: Bash. Allow with: chorus set auth 'allowedTools+=Bash(<command>)'"],
    ],
    [
      'max turns',
      {},
      { status: 'limit', subtype: 'error_max_turns' },
      {},
      ['Continue with a higher limit: chorus resume auth "Go on" --max-turns <n>'],
    ],
    [
      'budget',
      {},
      { status: 'limit', subtype: 'error_max_budget_usd' },
      {},
      ['Continue with a higher limit: chorus resume auth "Go on" --max-budget-usd <n> (and --budget-usd, if the session has one)'],
    ],
    [
      'drift, after what is worse',
      { status: 'lost', drift: [{ key: 'model', asked: 'opus', actual: 'claude-sonnet-5' }] },
      {},
      {},
      [
        'The answer does not come from the conversation of auth. Start afresh under its name: chorus resume auth --fresh',
        'model: asked for opus, got claude-sonnet-5.',
      ],
    ],
  ])('%s', (_, verdict, turn, end, hints) => {
    expect(hintsFor(outcomeOf(verdict, turn), { ...ended, ...end })).toEqual(hints);
  });
});

test('a release that loses histories by itself is named where one was lost, and only there', () => {
  const hintsOf = (release: string, status: Verdict['status']) => {
    const outcome = outcomeOf();
    return hintsFor({ ...outcome, verdict: { ...outcome.verdict, status }, claude: { ...outcome.claude, release } }, ended).join('\n');
  };
  expect(hintsOf('2.0.20', 'lost')).toMatch(/^claude 2\.0\.20 may resume from a subagent in place of the history\. Update claude/);
  expect(hintsOf('2.0.20', 'resumed')).toBe('');
  expect(hintsOf('2.0.23', 'lost')).not.toContain('subagent');
});

test.each([
  ['error_max_turns', ['-p', '--max-turns=1'], '--max-turns 2'],
  ['error_max_turns', ['-p', '--max-turns=1', '--max-turns=20'], '--max-turns 40'],
  ['error_max_turns', ['-p', '--max-turns=many'], '--max-turns <n>'],
  ['error_max_budget_usd', ['-p', '--max-budget-usd=0.15'], '--max-budget-usd 0.3'],
])('%s of %j: the hint names the session, and the flag with twice its value', (subtype, argv, flag) => {
  const outcome = outcomeOf(
    {},
    { status: 'limit', subtype },
    { session: 'fix', claude: { release: '2.1.329', path: '/bin/claude', argv } },
  );
  expect(hintsFor(outcome, ended)[0]).toContain(`chorus resume fix "Go on" ${flag}`);
});
