import type { FollowedConversation } from '../../claude/transcript/identity.ts';
import { judgeTurn } from '../../claude/verdict.ts';
import type { InteractiveEnd, InteractiveRun } from '../../core/interactive-run.ts';
import type { Evidence, Judgement, Lineage, VerdictStatus } from '../../core/verdict.ts';

export interface InteractiveEvidence {
  run: Pick<InteractiveRun, 'plan' | 'restarted' | 'expectedId' | 'before' | 'endsAtTip'>;
  /** Undefined where chorus did not see the end. */
  end: InteractiveEnd | undefined;
  /** The conversation of the session that was entered last; undefined where none is known to have been. */
  last: FollowedConversation | undefined;
  /** Conversations of others were entered. */
  wasElsewhere: boolean;
  /** What the last one's transcript shows. */
  lineage: Lineage;
  recordsAdded: number | null;
  parentId: string | undefined;
  changesId: boolean;
  parentChanged: boolean;
}

const unsaid = {
  start: { status: 'started', reason: 'a new conversation; nothing was said yet' },
  restart: { status: 'restarted', reason: 'a fresh conversation under the old name; nothing was said yet' },
  resume: { status: 'resumed', reason: 'nothing was said' },
  fork: { status: 'forked', reason: 'nothing was said yet' },
} as const satisfies Record<InteractiveRun['plan'], { status: VerdictStatus; reason: string }>;

/** Whether a person had the session's conversation before them, and where it stands now. */
export function judgeInteractive(seen: InteractiveEvidence): Judgement {
  const { run, last, lineage } = seen;
  const judged = (status: VerdictStatus, reason: string): Judgement => ({ status, reason, evidence: evidenceOf(seen) });
  if (!last) return judgeUnopened(seen, judged);
  if (last.entered === 'clear') return judged('restarted', '/clear: a fresh conversation under the old name');
  if (last.entered === 'back') return judged('resumed', 'an earlier conversation of the session, gone back to with /resume');
  if (lineage.status === 'unavailable' && isUnsaid(lineage.because, seen)) return judged(unsaid[run.plan].status, unsaid[run.plan].reason);
  if (lineage.status === 'contradicted' && lineage.from === 'older-point' && run.plan === 'resume' && run.endsAtTip) {
    return judged('resumed', 'goes on from an earlier point, as it was rewound there');
  }
  const judgement = judgeTurn({
    asked: run.plan,
    expectedId: run.expectedId,
    parentId: seen.parentId,
    resumeChangesId: seen.changesId,
    noPersistence: false,
    init: { type: 'system', subtype: 'init', session_id: last.sessionId },
    result: undefined,
    stderr: '',
    lineage,
    recordsAdded: seen.recordsAdded,
    parentChanged: seen.parentChanged,
  });
  return judgement.status === 'restarted' && run.restarted ? { ...judgement, reason: run.restarted } : judgement;
}

/** Only what has a transcript can be seen to have been left as it was. */
function isUnsaid(because: Extract<Lineage, { status: 'unavailable' }>['because'], { run, changesId }: InteractiveEvidence): boolean {
  return because === 'no-records' || (because === 'no-transcript' && (run.plan !== 'resume' || run.before === null || changesId));
}

type Judged = (status: VerdictStatus, reason: string) => Judgement;

function judgeUnopened({ run, end, wasElsewhere }: InteractiveEvidence, judged: Judged): Judgement {
  if (wasElsewhere) return judged('lost', 'another conversation was opened than the one asked for');
  const hasFailed = end?.exitCode !== undefined && end.exitCode !== 0;
  if (hasFailed && run.plan === 'resume' && run.before === null) return judged('not-found', 'Claude did not open it');
  if (hasFailed || !end || end.signal) return judged('unverified', 'it ended before it was seen to open the conversation');
  if (run.plan === 'resume' && run.before) return judged('resumed', 'nothing was said');
  return judged('unverified', 'nothing was said, and nothing tells that it began');
}

function evidenceOf({ run, last, lineage, recordsAdded }: InteractiveEvidence): Evidence {
  const initId = last?.sessionId ?? null;
  return { expectedId: run.expectedId, initId, resultId: null, lineage: lineage.status, recordsAdded };
}
