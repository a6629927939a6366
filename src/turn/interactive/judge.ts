import { quirksOf } from '../../claude/call/releases.ts';
import type { InteractiveRun } from '../../core/interactive-run.ts';
import type { Judgement, Lineage } from '../../core/verdict.ts';
import type { AskedTurn } from '../asked-turn.ts';
import { isUnsent } from '../plan.ts';
import { releaseOf } from '../release.ts';
import type { SeenTurn } from '../seen-turn.ts';

type Opened = Pick<Judgement, 'status' | 'reason'>;

const unsaid = {
  start: { status: 'started', reason: 'a new conversation; nothing was said yet' },
  restart: { status: 'restarted', reason: 'a fresh conversation under the old name; nothing was said yet' },
  resume: { status: 'resumed', reason: 'nothing was said' },
  // Nothing was copied yet: nothing shows what the fork will have of its original.
  fork: { status: 'unverified', reason: 'nothing was said yet: the fork begins with its first prompt' },
} as const satisfies Record<InteractiveRun['plan'], Opened>;

/**
 * What a person at the terminal can do and a headless turn cannot: say nothing, switch to another conversation, rewind it.
 * Undefined if the run is judged like any other turn.
 */
export function judgeOpened(asked: AskedTurn, seen: SeenTurn): Opened | undefined {
  const { plan } = asked;
  const { lineage } = seen.traced;
  if (!seen.named) return judgeUnopened(asked, seen);
  if (seen.named.entered === 'back') {
    return { status: 'resumed', reason: 'an earlier conversation of the session, gone back to with /resume' };
  }
  if (!isUnsent(plan) && lineage.status === 'unavailable' && isUnsaid(lineage.because, asked, seen)) return unsaid[plan];
  return seen.isRewound ? { status: 'resumed', reason: 'goes on from an earlier point, as it was rewound there' } : undefined;
}

/** Only a conversation with a transcript can show that nothing was added. */
function isUnsaid(because: Extract<Lineage, { status: 'unavailable' }>['because'], asked: AskedTurn, { effective }: SeenTurn): boolean {
  if (because === 'no-records') return true;
  const { plan, before } = asked;
  const mayHaveNone = plan !== 'resume' || before === null || quirksOf(releaseOf(asked, effective.release)).resumeChangesId;
  return because === 'no-transcript' && mayHaveNone;
}

function judgeUnopened({ plan, before }: AskedTurn, { foreign, end }: SeenTurn): Opened {
  if (foreign.length > 0) return { status: 'lost', reason: 'another conversation was opened than the one asked for' };
  const hasFailed = end?.exitCode !== undefined && end.exitCode !== 0;
  if (hasFailed && plan === 'resume' && before === null) return { status: 'not-found', reason: 'Claude did not open it' };
  if (hasFailed || !end || end.signal) {
    return { status: 'unverified', reason: 'it ended before it was seen to open the conversation' };
  }
  if (plan === 'resume' && before) return { status: 'resumed', reason: 'nothing was said' };
  return { status: 'unverified', reason: 'nothing was said, and nothing tells that it began' };
}
