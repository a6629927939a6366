import { quirksOf } from '../../claude/call/releases.ts';
import { describeTurn } from '../../core/event.ts';
import type { InteractiveEnd, InteractiveRun } from '../../core/interactive-run.ts';
import type { TurnOutcome, TurnStatus } from '../../core/outcome.ts';
import { ownersOf } from '../../core/owners.ts';
import type { Session } from '../../core/session.ts';
import { contextTokens } from '../../core/usage.ts';
import { isFollowed, type Judgement } from '../../core/verdict.ts';
import type { Journal } from '../../store/interactive.ts';
import { isParentChanged } from '../fork-point.ts';
import { recordAll } from '../record-all.ts';
import { exitCodeOf } from '../turn-status.ts';
import type { World } from '../world.ts';
import { type ForeignConversation, hintsForRun } from './hints.ts';
import { judgeInteractive } from './judge.ts';
import { runChanges } from './record.ts';
import { type SeenRun, seeRun, sumUp } from './seen-run.ts';

/**
 * Judges and records the interactive run whose chorus was killed, if there is one. The caller holds the session.
 * @throws ChorusError (7) where it can't be recorded: what comes next would go on from before it.
 */
export async function concludeLeftRun(world: World, name: string): Promise<void> {
  const { sessions, interactive } = world.store;
  const journal = interactive.read(name);
  if (!journal || !sessions.has(name)) return interactive.end(name);
  const { unrecorded } = await concludeRun(world, await sessions.get(name), journal, undefined);
  if (unrecorded) throw unrecorded;
}

export interface ConcludedRun {
  outcome: TurnOutcome;
  /** What kept the session from being written. The journal is then left for the next call to conclude. */
  unrecorded: Error | undefined;
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
): Promise<ConcludedRun> {
  const { run } = journal;
  const seen = seeRun(world, session, journal);
  const endedAt = end ? world.now() : lastMoment(run, seen, world.now());
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
  const outcome = assembleOutcome(world, session, run, seen, judgement, end, endedAt);
  const effective = {
    model: last?.model ?? null,
    permissionMode: last?.permissionMode ?? null,
    contextTokens: seen.traced.usage && contextTokens(seen.traced.usage),
  };
  const { sessions, log, interactive } = world.store;
  let unrecorded: Error | undefined;
  await recordAll(outcome, [
    async () => keepTranscripts(world, session, run, seen, judgement),
    () =>
      sessions
        .update(session.name, (current) => runChanges(current, { run, seen, verdict: judgement.status, endedAt }))
        .catch((error: Error) => {
          unrecorded = error;
          throw error;
        }),
    // What is concluded once more is logged then.
    async () => unrecorded ?? log.append(describeTurn(outcome, run.asked, effective, endedAt)),
    async () => unrecorded ?? interactive.end(session.name),
  ]);
  if (unrecorded) outcome.hints.push(`The next call for ${session.name} records it, before it does anything else.`);
  return { outcome, unrecorded };
}

function describeForeign(world: World, ids: readonly string[]): ForeignConversation[] {
  if (ids.length === 0) return [];
  const owners = ownersOf(world.store.sessions.list().sessions);
  return ids.map((sessionId) => ({ sessionId, owner: owners.get(sessionId) }));
}

/** When a run whose end nobody saw was heard of last. */
function lastMoment({ startedAt }: InteractiveRun, { entered }: SeenRun, now: Date): Date {
  const moments = [startedAt, ...entered.flatMap(({ lastActiveAt }) => lastActiveAt ?? [])].map((moment) => Date.parse(moment));
  return new Date(Math.min(now.getTime(), Math.max(...moments)));
}

function assembleOutcome(
  world: World,
  session: Session,
  run: InteractiveRun,
  seen: SeenRun,
  judgement: Judgement,
  end: InteractiveEnd | undefined,
  endedAt: Date,
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
      durationMs: Math.max(0, endedAt.getTime() - Date.parse(run.startedAt)),
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
    hints: hintsForRun(session, judgement, end, describeForeign(world, seen.identity.foreign)),
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
