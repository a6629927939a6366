import { effectiveModel } from '../claude/stream/stream-reader.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import { describeTurn } from '../core/event.ts';
import type { TurnOutcome } from '../core/outcome.ts';
import { isFollowed } from '../core/verdict.ts';
import type { Lock } from '../store/lock.ts';
import { callClaude } from './call.ts';
import { judge, notSent } from './judge.ts';
import { assembleOutcome, type JudgedTurn } from './judged-turn.ts';
import { guard, type TurnObserver } from './observer.ts';
import type { PreparedTurn } from './prepare.ts';
import { contextTokensAfter, turnChanges } from './record.ts';
import { recordAll, rememberRelease } from './record-all.ts';
import { withTranscripts } from './with-transcripts.ts';
import type { World } from './world.ts';

export interface TurnInput {
  prompt: string;
  /** Denied tools are a failure. */
  strict: boolean;
  lock: Lock;
}

/** Runs a prepared turn, judges it, and records it with its session and in the log. */
export async function runTurn(world: World, prepared: PreparedTurn, input: TurnInput, observer: TurnObserver = {}): Promise<TurnOutcome> {
  if (prepared.plan.kind === 'gone') return recordOutcome(world, prepared, notSent(prepared), input);
  const watched = guard(observer);
  return withTranscripts(world, prepared, async () => {
    world.signal?.throwIfAborted();
    const call = await callClaude(world, prepared, input, watched.observer);
    const outcome = await recordOutcome(world, prepared, judge(world, prepared, call), input);
    watched.rethrow();
    return outcome;
  });
}

async function recordOutcome(world: World, prepared: PreparedTurn, judged: JudgedTurn, { strict, lock }: TurnInput): Promise<TurnOutcome> {
  const { facts, traced, transcript, cost } = judged;
  const outcome = assembleOutcome(prepared, judged, strict);
  rememberRelease(world, prepared.installation, outcome.claude.release);
  const toRecord = {
    prepared,
    facts,
    traced,
    outcome,
    transcriptSeen: transcript !== undefined,
    cost,
    now: world.now(),
    newId: world.newId,
  };
  const effective = {
    model: effectiveModel(facts) ?? null,
    permissionMode: facts.init?.permissionMode ?? null,
    // What another conversation carried tells nothing of this one.
    contextTokens: isFollowed(outcome.verdict.status) ? contextTokensAfter(traced, facts) : undefined,
  };
  await recordAll(outcome, [
    async () => keepTranscript(world, prepared, outcome, transcript),
    () => world.store.sessions.update(prepared.session.name, (current) => turnChanges(current, toRecord)),
    async () => world.store.log.append(describeTurn(outcome, prepared.values, effective, world.now())),
  ]);
  if (!lock.isIntact()) outcome.hints.push('The lock of the session was removed while the turn ran: another call may have run beside it.');
  return outcome;
}

/** An answer from elsewhere is no reason to change what is kept of the conversation. */
function keepTranscript(
  world: World,
  { plan, values, session }: PreparedTurn,
  { verdict, sessionId }: TurnOutcome,
  transcript: TranscriptFile | undefined,
): void {
  const { vault } = world.store;
  if (values.vault === false || !transcript?.isReadable || !(isFollowed(verdict.status) || verdict.status === 'unverified')) return;
  vault.keep(sessionId, transcript.path);
  // A release that goes on under a new id copies the whole conversation there.
  if (plan.kind === 'resume' && sessionId !== session.sessionId) vault.forget(session.sessionId);
}
