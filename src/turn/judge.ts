import { quirksOf } from '../claude/call/releases.ts';
import { evidenceOf, judgeTurn } from '../claude/verdict.ts';
import { formatCount } from '../core/amounts.ts';
import type { Judgement } from '../core/verdict.ts';
import type { AskedTurn } from './asked-turn.ts';
import { judgeOpened } from './interactive/judge.ts';
import { releaseOf } from './release.ts';
import type { SeenTurn } from './seen-turn.ts';

/** Decides which conversation a turn was in, by what was seen of it. */
export function judge(asked: AskedTurn, seen: SeenTurn): Judgement {
  const { plan, expectedId, session, noPersistence, restarted } = asked;
  const { named, traced, history, result } = seen;
  const { lineage, recordsAdded } = traced;
  const init = named && ({ type: 'system', subtype: 'init', session_id: named.sessionId } as const);
  const evidence = evidenceOf({ expectedId, init, result, lineage, recordsAdded, history });
  if (plan === 'gone') return { status: 'not-found', reason: 'its transcript is gone, and nothing was sent', evidence };
  if (plan === 'incomplete') return { status: 'truncated', reason: incompleteReason(asked.missing ?? 0), evidence };
  if (named?.entered === 'clear') return { status: 'restarted', reason: '/clear: a fresh conversation under the old name', evidence };
  const opened = asked.isInteractive ? judgeOpened(asked, seen) : undefined;
  if (opened) return { ...opened, evidence };
  const judgement = judgeTurn({
    asked: plan,
    expectedId,
    parentId: session.parent?.sessionId,
    resumeChangesId: quirksOf(releaseOf(asked, seen.effective.release)).resumeChangesId,
    noPersistence,
    init,
    isIdWellFormed: seen.isIdWellFormed,
    result,
    stderr: seen.end?.stderr ?? '',
    lineage,
    recordsAdded,
    history,
    parentChanged: seen.parentChanged,
  });
  return judgement.status === 'restarted' && restarted ? { ...judgement, reason: restarted } : judgement;
}

function incompleteReason(missing: number): string {
  const what = missing === 0 ? 'a record of its transcript cannot be read' : `its transcript lacks ${formatCount(missing, 'record')}`;
  return `${what} that the vault has, and nothing was sent`;
}
