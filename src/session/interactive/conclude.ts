import { contextTokens } from '../../claude/messages.ts';
import { quirksOf } from '../../claude/releases.ts';
import type { Judgement } from '../../claude/verdict.ts';
import { isFollowed } from '../../claude/verdict.ts';
import type { Journal } from '../../store/interactive.ts';
import { describeTurn } from '../event.ts';
import { isParentChanged } from '../fork-point.ts';
import { exitCodeOf, type TurnOutcome, type TurnStatus } from '../outcome.ts';
import { recordAll } from '../record-all.ts';
import type { Session } from '../session.ts';
import type { World } from '../world.ts';
import { hintsForRun } from './hints.ts';
import { judgeInteractive } from './judge.ts';
import { runChanges } from './record.ts';
import type { InteractiveEnd, InteractiveRun } from './run.ts';
import { type SeenRun, seeRun, sumUp } from './see.ts';

/** Judges and records the interactive run whose chorus was killed, if there is one. The caller holds the session. */
export async function concludeLeftRun(world: World, name: string): Promise<void> {
  const journal = world.store.interactive.read(name);
  if (journal && world.store.sessions.has(name)) await concludeRun(world, await world.store.sessions.get(name), journal, undefined);
  else world.store.interactive.end(name);
}

/**
 * Judges and records an interactive run that is over.
 * @param session as it was recorded before the run.
 * @param end undefined where chorus did not see it.
 */
export async function concludeRun(
  world: World,
  session: Session,
  journal: Journal<InteractiveRun>,
  end: InteractiveEnd | undefined,
): Promise<TurnOutcome> {
  const { run } = journal;
  const now = world.now();
  const seen = seeRun(world, session, journal);
  const last = seen.entered.at(-1);
  const judgement = judgeInteractive({
    run,
    end,
    last: seen.identity.followed.at(-1),
    wasElsewhere: seen.identity.foreign.length > 0,
    lineage: seen.traced.lineage,
    recordsAdded: seen.traced.recordsAdded,
    parentId: session.parent?.sessionId,
    changesId: quirksOf(run.claude.release ?? undefined).resumeChangesId,
    parentChanged: run.plan === 'fork' && isParentChanged(world, session, run.before, seen.traced.tip?.uuid),
  });
  const outcome = assembleOutcome(session, run, seen, judgement, end, now);
  const effective = {
    model: last?.model ?? null,
    permissionMode: last?.permissionMode ?? null,
    contextTokens: seen.traced.usage && contextTokens(seen.traced.usage),
  };
  await recordAll(outcome, [
    async () => keepTranscripts(world, session, run, seen, judgement),
    () => world.store.sessions.update(session.name, (current) => runChanges(current, { run, seen, verdict: judgement.status, now })),
    async () => world.store.log.append(describeTurn(outcome, run.asked, effective, now)),
  ]);
  world.store.interactive.end(session.name);
  return outcome;
}

function assembleOutcome(
  session: Session,
  run: InteractiveRun,
  seen: SeenRun,
  judgement: Judgement,
  end: InteractiveEnd | undefined,
  now: Date,
): TurnOutcome {
  const status = statusOf(seen, end);
  const { prompts, usage, costUsd } = sumUp(seen.entered);
  return {
    session: session.name,
    sessionId: (isFollowed(judgement.status) && seen.entered.at(-1)?.sessionId) || session.sessionId,
    action: 'resume',
    interactive: true,
    verdict: { status: judgement.status, reason: judgement.reason, restored: run.restored, drift: [], evidence: judgement.evidence },
    turn: {
      status,
      subtype: null,
      terminalReason: seen.identity.end ?? null,
      apiErrorStatus: null,
      result: null,
      denials: [],
      numTurns: prompts,
      durationMs: Math.max(0, now.getTime() - Date.parse(run.startedAt)),
      costUsd,
      usage,
      backgroundTasks: [],
    },
    claude: run.claude,
    exitCode: exitCodeOf({
      verdict: judgement.status,
      turn: status,
      end: end ?? { interruptedBy: undefined, signal: undefined },
      strict: false,
    }),
    hints: hintsForRun(session, judgement, end, seen.identity.foreign),
  };
}

/** Where chorus did not see the end, Claude's own word for it tells whether it was one. */
function statusOf({ identity }: SeenRun, end: InteractiveEnd | undefined): TurnStatus {
  if (!end) return identity.end ? 'ok' : 'none';
  if (end.interruptedBy) return 'interrupted';
  if (end.signal) return 'none';
  return end.exitCode === 0 ? 'ok' : 'error';
}

function keepTranscripts({ store }: World, session: Session, run: InteractiveRun, { entered }: SeenRun, { status }: Judgement): void {
  if (!run.keepsCopy || !(isFollowed(status) || status === 'unverified')) return;
  for (const { sessionId, entered: how, transcript } of entered) {
    if (!transcript?.isReadable) continue;
    store.vault.keep(sessionId, transcript.path);
    // A release that goes on under a new id copies the whole conversation there.
    if (how === 'asked' && run.plan === 'resume' && sessionId !== session.sessionId) store.vault.forget(session.sessionId);
  }
}
