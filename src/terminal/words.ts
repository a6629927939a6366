import type { ContextUse } from '../core/activity.ts';
import type { TurnEvent } from '../core/event.ts';
import type { Linger, ModelChange, OtherClaude } from '../core/notices.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isGoodVerdict } from '../core/verdict.ts';
import { formatCost, formatShare, formatSpan, formatTime, formatTokens } from './text.ts';

/** The one line that ends a turn: whether it continued, and what it took. */
export function summarizeTurn(outcome: TurnOutcome): string {
  return [headline(outcome), ...turnState(outcome), ...spent(outcome)].join(' · ');
}

function headline({ session, verdict, exitCode }: TurnOutcome): string {
  const sign = verdict.status === 'unverified' ? '?' : isGoodVerdict(verdict.status) && exitCode === 0 ? '✓' : '✗';
  return `${sign} ${session} ${verdict.status}: ${verdict.reason}${verdict.restored ? ', restored from the vault' : ''}`;
}

function turnState({ verdict, turn }: TurnOutcome): string[] {
  return turn.status === 'ok' || (turn.status === 'none' && verdict.status === 'not-found') ? [] : [`turn: ${turn.status}`];
}

function spent({ turn, interactive }: TurnOutcome): string[] {
  return [
    ...(interactive ? [countPrompts(turn.numTurns ?? 0)] : []),
    ...(turn.costUsd === null ? [] : [formatCost(turn.costUsd)]),
    ...(turn.durationMs > 0 ? [formatSpan(turn.durationMs)] : []),
  ];
}

/**
 * The same at a terminal, where it is read beside the answer: shorter where all is well, with turns and context.
 * @param columns of the terminal: what does not fit is told in fewer words.
 */
export function summarizeLiveTurn(outcome: TurnOutcome, context: ContextUse | undefined, columns = 80): string {
  const { session, verdict, turn, exitCode } = outcome;
  const isPlain = ['started', 'resumed', 'forked'].includes(verdict.status) && exitCode === 0;
  const line = [
    isPlain ? `✓ ${session} ${verdict.status}${verdict.restored ? ', restored from the vault' : ''}` : headline(outcome),
    ...turnState(outcome),
    ...(turn.numTurns ? [turn.numTurns === 1 ? '1 turn' : `${turn.numTurns} turns`] : []),
    ...spent(outcome),
  ].join(' · ');
  if (!context) return line;
  const share = context.window === null ? formatTokens(context.tokens) : formatShare(context.tokens, context.window);
  const long = `${line} · context ${share}${context.window === null ? '' : ` of ${formatTokens(context.window)}`}`;
  return long.length <= columns ? long : `${line} · context ${share}`;
}

/** What the verdict rests on. */
export function describeEvidence({ verdict: { evidence } }: TurnOutcome): string {
  const { expectedId, initId, resultId, lineage, recordsAdded } = evidence;
  return [
    `evidence: asked for ${expectedId ?? 'a new id'}, init names ${initId ?? 'none'}, the result ${resultId ?? 'none'}`,
    `lineage ${lineage}`,
    ...(recordsAdded === null ? [] : [`${recordsAdded} records added`]),
  ].join('; ');
}

const verbs = { new: 'New', resume: 'Resume', fork: 'Fork' } as const;

/** An event of the log in words, without its time. */
export function describeEvent(event: TurnEvent): string {
  const details = [
    ...(event.interactive ? [`interactive, ${countPrompts(event.prompts ?? 0)}`] : []),
    ...(event.restored ? ['transcript restored from the vault'] : []),
    ...(event.turn === 'ok' ? [] : [`turn ${event.turn}`]),
    ...(event.model.effective ? [event.model.effective] : []),
    ...(event.costUsd === null ? [] : [formatCost(event.costUsd)]),
    ...(event.durationMs > 0 ? [formatSpan(event.durationMs)] : []),
    ...(event.exitCode === 0 ? [] : [`exit ${event.exitCode}`]),
  ];
  const suffix = details.length > 0 ? ` (${details.join(', ')})` : '';
  return `${event.session}: ${verbs[event.action]} ${outcomeWord(event.verdict)} - ${describeVerdict(event)}${suffix}`;
}

function countPrompts(count: number): string {
  return count === 1 ? '1 prompt' : `${count} prompts`;
}

function outcomeWord(verdict: TurnEvent['verdict']): string {
  if (verdict === 'unverified') return 'UNVERIFIED';
  return isGoodVerdict(verdict) ? 'SUCCESS' : 'FAILED';
}

function describeVerdict({ verdict, expectedId, actualId, reason }: TurnEvent): string {
  switch (verdict) {
    case 'started':
      return 'conversation started';
    case 'resumed':
      return actualId === expectedId ? 'session continued' : `session continued under a new id, ${actualId}`;
    case 'forked':
      return `branched off as ${actualId}`;
    case 'restarted':
      return `fresh conversation under the old name (${reason})`;
    case 'not-found':
      return `expected ${expectedId}, got nothing: ${reason}`;
    case 'unverified':
      return `expected ${expectedId ?? 'a new id'}, no evidence: ${reason}`;
    default:
      return `expected ${expectedId}, got ${actualId === expectedId ? 'another history under that id' : actualId}: ${reason}`;
  }
}

/** What is said when the answer is there, and `claude` does not end. */
export function describeLinger({ tasks, isStopped }: Linger): string {
  if (tasks.length === 0)
    return isStopped ? 'claude did not end by itself, and is ended' : 'the answer is there, and claude does not end (Ctrl-C ends it)';
  const names = tasks.map(({ description, id }) => description ?? id).join(', ');
  const what = `${tasks.length === 1 ? 'a background task' : `${tasks.length} background tasks`}: ${names}`;
  return isStopped ? `claude is ended, and with it ${what}` : `the answer is there; claude waits for ${what} (Ctrl-C ends it)`;
}

export function describeLive({ pid, isInteractive, startedAt }: OtherClaude): string {
  const since = startedAt ? ` since ${formatTime(startedAt)}` : '';
  const what = isInteractive ? 'is open in a terminal' : 'is at work';
  return `claude (process ${pid}) ${what} on this conversation${since}: what both add may part ways`;
}

export function describeModelChange({ from, to, contextTokens }: ModelChange): string {
  const context = contextTokens === null ? 'the whole context' : `${contextTokens.toLocaleString('en-US')} tokens of context`;
  return `${to} has to read ${context} anew: the last turn was answered by ${from}.`;
}
