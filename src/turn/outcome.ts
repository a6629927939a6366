import { judgeCache } from '../claude/cache.ts';
import { findDrift } from '../claude/drift.ts';
import type { CacheVerdict } from '../core/cache.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isFollowed, type Judgement } from '../core/verdict.ts';
import type { AskedTurn } from './asked-turn.ts';
import { changedParts } from './basis.ts';
import { driftHints, hintsFor } from './hints.ts';
import { hintsForRun } from './interactive/hints.ts';
import { findReleaseDrift, releaseOf } from './release.ts';
import type { SeenTurn } from './seen-turn.ts';
import { exitCodeOf, judgeInteractiveStatus, judgeTurnStatus } from './turn-status.ts';

/**
 * What chorus reports about a judged turn.
 * @param isRestorable whether the vault has what is missing from a truncated history.
 */
export function assembleOutcome(asked: AskedTurn, seen: SeenTurn, judgement: Judgement, isRestorable: boolean): TurnOutcome {
  const { session, isInteractive, strict, claude } = asked;
  const { result, end, report, effective } = seen;
  const status = isInteractive
    ? judgeInteractiveStatus(report.terminalReason !== null, end)
    : judgeTurnStatus(result, end, seen.missing === 'work', report.usageLimit !== undefined);
  const last = isFollowed(judgement.status) ? seen.entered.at(-1) : undefined;
  const outcome: TurnOutcome = {
    session: session.name,
    sessionId: last?.sessionId ?? session.sessionId,
    action: asked.action,
    ...(isInteractive ? { interactive: true } : {}),
    verdict: {
      status: judgement.status,
      reason: judgement.reason,
      restored: asked.restored,
      drift: [
        // A person at the terminal may change the model, the mode and the directory.
        ...(isInteractive ? [] : findDrift({ ...asked.asked, cwd: session.cwd }, effective)),
        ...findReleaseDrift(asked, seen),
      ],
      evidence: judgement.evidence,
    },
    turn: { status, ...report, cache: cacheOf(asked, seen, judgement) },
    claude: { ...claude, release: releaseOf(asked, effective.release) ?? null },
    exitCode: exitCodeOf({ verdict: judgement.status, turn: status, end, strict }),
    hints: [],
  };
  return {
    ...outcome,
    hints: isInteractive
      ? [...hintsForRun(asked, seen, judgement, isRestorable), ...driftHints(outcome)]
      : hintsOf(asked, seen, outcome, isRestorable),
  };
}

/** Only a turn that goes on in the same history can find it in the cache, and only of a headless one is it known when it was sent. */
function cacheOf(asked: AskedTurn, { traced, effective, report, endedAt }: SeenTurn, { status }: Judgement): CacheVerdict | null {
  const { session, isInteractive, isEdited } = asked;
  if (isInteractive || !(status === 'resumed' || status === 'forked') || traced.reach?.isCompacted) return null;
  const { last } = session;
  const changed = changedParts(last?.basis, effective.basis);
  return judgeCache({
    prefix: last?.prefix,
    first: traced.firstUsage,
    startedAt: new Date(endedAt.getTime() - report.durationMs),
    changed: isEdited ? [...(changed ?? []), 'transcript'] : changed,
    spent: report,
  });
}

function hintsOf(
  { session, plan, idleTimeout, waitsForLimits }: AskedTurn,
  { end, head, missing, commandOutput }: SeenTurn,
  outcome: TurnOutcome,
  isRestorable: boolean,
): string[] {
  return hintsFor(outcome, {
    stderr: end?.stderr ?? '',
    head,
    commandOutput,
    hasNoText: missing === 'text',
    signal: end?.signal,
    exitCode: end?.exitCode,
    isFirst: session.state === 'starting',
    parent: plan === 'incomplete' && session.state === 'recorded' ? session.parent?.sessionId : undefined,
    isRestorable,
    idleTimeout: end?.wasIdle ? idleTimeout : undefined,
    waitsForLimits,
  });
}
