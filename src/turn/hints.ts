import { quirksOf } from '../claude/call/releases.ts';
import type { TurnOutcome } from '../core/outcome.ts';

export interface EndOfCall {
  stderr: string;
  /** The first bytes of the stream. */
  head: string;
  signal: string | undefined;
  exitCode: number | undefined;
  /** Whether no turn of the session was seen to be kept yet. */
  isFirst: boolean;
  /** Set if the call was ended because it was silent for this many seconds. */
  idleTimeout: number | undefined;
}

/** What to do next, one sentence each; most calls have none. */
export function hintsFor(outcome: TurnOutcome, end: EndOfCall): string[] {
  return [
    ...releaseHints(outcome),
    ...verdictHints(outcome, end.isFirst),
    ...idleHints(outcome, end),
    ...turnHints(outcome, end),
    ...driftHints(outcome),
  ];
}

const withoutHistory: readonly string[] = ['lost', 'branched', 'truncated'];

/** 2.0.19 to 2.0.22 lose the history by themselves. */
function releaseHints({ verdict, claude: { release } }: TurnOutcome): string[] {
  if (!withoutHistory.includes(verdict.status) || release === null || quirksOf(release).keepsHistory) return [];
  return [`claude ${release} may resume from a subagent in place of the history. Update claude: the conversation itself is whole.`];
}

export function verdictHints(
  { session, verdict }: { session: string; verdict: Pick<TurnOutcome['verdict'], 'status'> },
  isFirst: boolean,
): string[] {
  switch (verdict.status) {
    case 'not-found':
      if (isFirst) return ['Nothing was sent: the first turn was ended before Claude kept it. Call again: it starts over.'];
      return [`Nothing was sent. Start afresh under the same name: chorus resume ${session} --fresh`];
    case 'lost':
      return [
        `The answer does not come from the conversation of ${session}. Start afresh under its name: chorus resume ${session} --fresh`,
      ];
    case 'branched':
      return ['Turns that chorus had seen are no longer in the conversation. It continues from this answer.'];
    default:
      return [];
  }
}

function turnHints({ session, verdict, turn }: TurnOutcome, end: EndOfCall): string[] {
  switch (turn.status) {
    case 'none':
      return verdict.status === 'not-found'
        ? []
        : [`claude ended without a result (${howItEnded(end)}).`, ...quote(end.stderr || wordsIn(end.head))];
    case 'error':
    case 'interrupted':
    case 'timeout':
      return verdict.status === 'not-found' || verdict.status === 'unverified'
        ? []
        : ["The prompt of this turn may stay in Claude's history, and is then read with the next one."];
    case 'denied':
      return [`Denied: ${deniedTools(turn.denials).join(', ')}. Allow with: chorus set ${session} allowedTools=<tools>`];
    case 'limit':
      return [
        turn.subtype === 'error_max_turns'
          ? 'Raise maxTurns, or continue: chorus resume.'
          : 'Raise maxBudgetUsd or budgetUsd, or continue: chorus resume.',
      ];
    default:
      return [];
  }
}

function idleHints({ session }: TurnOutcome, { idleTimeout }: EndOfCall): string[] {
  return idleTimeout === undefined
    ? []
    : [`claude was silent for ${idleTimeout} s. For slower tools, raise the limit: chorus set ${session} idleTimeout=<time>`];
}

export function driftHints({ verdict }: Pick<TurnOutcome, 'verdict'>): string[] {
  return verdict.drift.map(({ key, asked, actual }) =>
    key === 'release'
      ? `This claude is ${actual}, and the call was made for ${asked}: not all settings took effect as asked. The next call is made for ${actual}.`
      : `${key}: asked for ${asked}, got ${actual}.`,
  );
}

function howItEnded({ signal, exitCode }: EndOfCall): string {
  return signal ? `signal ${signal}` : `exit code ${exitCode}`;
}

/** The text in the first bytes of a stream, without the messages of a stream that was cut. */
function wordsIn(head: string): string {
  return head
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n');
}

function quote(text: string): string[] {
  const line = text.trim().split('\n').at(-1)?.trim();
  return line ? [`It said: ${line.slice(0, 300)}`] : [];
}

function deniedTools(denials: readonly unknown[]): string[] {
  return [...new Set(denials.map((denial) => (denial as { tool_name?: unknown } | null)?.tool_name).map(nameOfTool))];
}

function nameOfTool(name: unknown): string {
  return typeof name === 'string' ? name : 'a tool';
}
