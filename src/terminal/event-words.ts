import { formatCost, formatCount } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import type { TurnEvent } from '../core/event.ts';
import { standingOf } from '../core/verdict-signs.ts';

const verbs = { new: 'New', resume: 'Resume', fork: 'Fork' } as const;
const outcomeWords = { good: 'SUCCESS', bad: 'FAILED', unsure: 'UNVERIFIED' } as const;

/** An event of the log in words, without its time. */
export function eventWords(event: TurnEvent): string {
  const details = [
    ...(event.interactive ? [`interactive, ${formatCount(event.prompts ?? 0, 'prompt')}`] : []),
    ...(event.restored ? ['transcript restored from the vault'] : []),
    ...(event.turn === 'ok' ? [] : [`turn ${event.turn}`]),
    ...(event.model.effective ? [event.model.effective] : []),
    ...(event.costUsd === null ? [] : [formatCost(event.costUsd)]),
    ...(event.durationMs > 0 ? [formatSpan(event.durationMs)] : []),
    ...(event.exitCode === 0 ? [] : [`exit ${event.exitCode}`]),
  ];
  const suffix = details.length > 0 ? ` (${details.join(', ')})` : '';
  return `${event.session}: ${verbs[event.action]} ${outcomeWords[standingOf(event.verdict)]} - ${verdictSentence(event)}${suffix}`;
}

function verdictSentence({ verdict, expectedId, actualId, reason }: TurnEvent): string {
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
