import { quirksOf } from '../claude/call/releases.ts';
import { formatTime } from '../core/durations.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { quoteForShell } from '../core/shell.ts';
import { tellingLine } from '../core/telling-line.ts';

export interface EndOfCall {
  stderr: string;
  /** The first bytes of the stream. */
  head: string;
  signal: string | undefined;
  exitCode: number | undefined;
  /** The output of a command that Claude carried out without the model. */
  commandOutput: string;
  /** Whether the model worked, and its answer has no text. */
  hasNoText: boolean;
  /** Whether no turn of the session was seen to be kept yet. */
  isFirst: boolean;
  /** The conversation that a fork was to branch from, if nothing was sent. */
  parent?: string | undefined;
  /** Whether the vault has what is missing from a truncated history. */
  isRestorable: boolean;
  /** Set if the call was ended because it was silent for this many seconds. */
  idleTimeout: number | undefined;
  /** Whether chorus waits for usage limits. */
  waitsForLimits: boolean;
}

/** What to do next, one sentence each; most calls have none. */
export function hintsFor(outcome: TurnOutcome, end: EndOfCall): string[] {
  return [
    ...releaseHints(outcome),
    ...verdictHints(outcome, end),
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
  { isFirst, isRestorable, parent: whose = session }: Pick<EndOfCall, 'isFirst' | 'isRestorable' | 'parent'>,
): string[] {
  switch (verdict.status) {
    case 'not-found':
      if (isFirst) return ['Nothing was sent: the first turn was ended before Claude kept it. Call again: it starts over.'];
      return [`Nothing was sent. Start afresh under the same name: chorus resume ${session} --fresh`];
    case 'lost':
      return [
        `The answer does not come from the conversation of ${session}. Start afresh under its name: chorus resume ${session} --fresh`,
      ];
    case 'truncated':
      return isRestorable
        ? [`Put back what the vault has: chorus vault restore ${whose}. Or continue without it: chorus vault accept ${whose}.`]
        : [`The vault has no whole copy. To continue without what is missing: chorus vault accept ${whose}`];
    case 'branched':
      return ['Turns that chorus had seen are no longer in the conversation. It continues from this answer.'];
    default:
      return [];
  }
}

function turnHints({ session, verdict, turn, claude }: TurnOutcome, end: EndOfCall): string[] {
  switch (turn.status) {
    case 'none':
      return isUnsent(claude.argv) || verdict.status === 'not-found'
        ? []
        : [
            `claude ended without a result (${howItEnded(end)}).`,
            ...(turn.result === null ? [] : ["The answer is Claude's last message: nothing says whether it is complete."]),
            ...quote(end.stderr || wordsIn(end.head)),
          ];
    case 'empty':
      return ['Nothing happened: the model was not asked.', ...(turn.result ? [] : quote(end.commandOutput))];
    case 'ok':
      return end.hasNoText ? [`The answer has no text. Ask for one: chorus resume ${session} "What did you do?"`] : [];
    case 'error':
    case 'interrupted':
    case 'timeout':
      return verdict.status === 'not-found' || verdict.status === 'unverified' ? [] : [promptMayStay];
    case 'denied':
      return [deniedHint(session, deniedTools(turn.denials))];
    case 'limit':
      if (turn.usageLimit) return [usageLimitHint(session, turn.usageLimit, end.waitsForLimits), promptMayStay];
      return [
        turn.subtype === 'error_max_turns'
          ? `Continue with a higher limit: chorus resume ${session} "Go on" ${doubled(claude.argv, '--max-turns')}`
          : `Continue with a higher limit: chorus resume ${session} "Go on" ${doubled(claude.argv, '--max-budget-usd')} (and --budget-usd, if the session has one)`,
      ];
    default:
      return [];
  }
}

const promptMayStay = "The prompt of this turn may stay in Claude's history, and is then read with the next one.";

function usageLimitHint(session: string, { resetsAt }: { resetsAt: string }, waits: boolean): string {
  const reset = `The usage limit resets at ${formatTime(new Date(resetsAt))}.`;
  return waits ? reset : `${reset} To wait for it: --on-limit wait, or chorus set ${session} onLimit=wait`;
}

/** The flag with twice the value that it had. */
function doubled(argv: readonly string[], flag: string): string {
  const value = Number(argv.findLast((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1));
  return `${flag} ${value > 0 ? Number((2 * value).toPrecision(6)) : '<n>'}`;
}

function isUnsent(argv: readonly string[]): boolean {
  return argv.length === 0;
}

function idleHints({ session, turn }: TurnOutcome, { idleTimeout }: EndOfCall): string[] {
  return idleTimeout === undefined || turn.status !== 'timeout'
    ? []
    : [
        `claude was silent for ${idleTimeout} s. For slower tools, raise the limit: --idle-timeout <time>, or for good: chorus set ${session} idleTimeout=<time>`,
      ];
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
  const line = tellingLine(text);
  return line ? [`It said: ${line}`] : [];
}

/** `+=`, because `=` would drop the tools that are allowed already. Nobody should allow all of Bash by copying a hint. */
function deniedHint(session: string, tools: readonly string[]): string {
  const allowed = tools.map((tool) => (tool === 'Bash' ? 'Bash(<command>)' : tool)).join(',');
  const isNamed = tools.every((tool) => /^[\w-]+$/.test(tool));
  const assignment = isNamed ? quoteForShell(`allowedTools+=${allowed}`) : 'allowedTools+=<tools>';
  return `Denied: ${tools.join(', ')}. Allow with: chorus set ${session} ${assignment}`;
}

function deniedTools(denials: readonly unknown[]): string[] {
  return [...new Set(denials.map((denial) => (denial as { tool_name?: unknown } | null)?.tool_name).map(nameOfTool))];
}

function nameOfTool(name: unknown): string {
  return typeof name === 'string' ? name : 'a tool';
}
