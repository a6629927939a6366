import type { ContextUse } from '../core/activity.ts';
import { formatCost, formatCount, formatShare, formatTokens } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { signs, standingOf } from '../core/verdict-signs.ts';

/** The last line of a turn: whether the conversation continued, and what the turn cost. */
export function summarizeTurn(outcome: TurnOutcome): string {
  return [headline(outcome), ...turnState(outcome), ...spent(outcome)].join(' · ');
}

function headline({ session, verdict, exitCode }: TurnOutcome): string {
  const standing = standingOf(verdict.status);
  return `${signs[standing === 'good' && exitCode !== 0 ? 'bad' : standing]} ${session} ${verdict.status}: ${verdict.reason}${verdict.restored ? ', restored from the vault' : ''}`;
}

function turnState({ verdict, turn }: TurnOutcome): string[] {
  return turn.status === 'ok' || (turn.status === 'none' && verdict.status === 'not-found') ? [] : [`turn: ${turn.status}`];
}

function spent({ turn, interactive }: TurnOutcome): string[] {
  return [
    ...(interactive ? [formatCount(turn.numTurns ?? 0, 'prompt')] : []),
    ...(turn.costUsd === null ? [] : [`${turn.costIsEstimated ? 'about ' : ''}${formatCost(turn.costUsd)}`]),
    ...(turn.durationMs > 0 ? [formatSpan(turn.durationMs)] : []),
  ];
}

/**
 * The same for a terminal, below the answer: shorter if all is well, with turns and context.
 * @param columns of the terminal: a line that does not fit omits the size of the context window.
 */
export function summarizeTurnBriefly(outcome: TurnOutcome, context: ContextUse | undefined, columns = 80): string {
  const { session, verdict, turn, exitCode } = outcome;
  const isPlain = ['started', 'resumed', 'forked'].includes(verdict.status) && exitCode === 0;
  const line = [
    isPlain ? `${signs.good} ${session} ${verdict.status}${verdict.restored ? ', restored from the vault' : ''}` : headline(outcome),
    ...turnState(outcome),
    ...(turn.numTurns ? [formatCount(turn.numTurns, 'turn')] : []),
    ...spent(outcome),
  ].join(' · ');
  if (!context) return line;
  const share = context.window === null ? formatTokens(context.tokens) : formatShare(context.tokens, context.window);
  const long = `${line} · context ${share}${context.window === null ? '' : ` of ${formatTokens(context.window)}`}`;
  return long.length <= columns ? long : `${line} · context ${share}`;
}

/**
 * What is printed where nothing was shown as the answer: what `claude -p` prints of a turn that failed, or the last text of a `claude`
 * that ended without a result.
 */
export function lastWords({ turn, claude }: Pick<TurnOutcome, 'turn' | 'claude'>): string {
  const given = (flag: string) => claude.argv.findLast((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1);
  switch (turn.subtype) {
    case 'error_max_turns':
      return `Error: Reached max turns (${given('--max-turns')})`;
    case 'error_max_budget_usd':
      return `Error: Exceeded USD budget (${given('--max-budget-usd')})`;
    case 'error_during_execution':
      return 'Execution error';
    default:
      return turn.result ?? '';
  }
}

/** What the verdict is based on. */
export function evidenceWords({ verdict: { evidence } }: TurnOutcome): string {
  const { expectedId, initId, resultId, lineage, recordsAdded, messages, context } = evidence;
  return [
    `evidence: asked for ${expectedId ?? 'a new id'}, init names ${initId ?? 'none'}, the result ${resultId ?? 'none'}`,
    `lineage ${lineage}`,
    ...(recordsAdded === null ? [] : [`${recordsAdded} records added`]),
    ...(messages.before === null || messages.reachable === null ? [] : [`${messages.reachable} of ${messages.before} earlier messages`]),
    ...(context.before === null || context.first === null ? [] : [`${context.first} tokens sent, after a context of ${context.before}`]),
  ].join('; ');
}
