import { rmSync } from 'node:fs';
import { costOfCall } from '../claude/cost.ts';
import { traceTurn } from '../claude/lineage.ts';
import { type ClaudeEnd, runClaude } from '../claude/process.ts';
import { effectiveModel, type StreamFacts, StreamReader } from '../claude/stream.ts';
import { copyTranscript, findTranscript, hasRecordAfter } from '../claude/transcript.ts';
import { judgeTurn } from '../claude/verdict.ts';
import { ChorusError, exitCodes } from '../errors.ts';
import type { Lock } from '../store/lock.ts';
import { describeTurn } from './event.ts';
import { assembleOutcome, type JudgedTurn } from './judged-turn.ts';
import { guard, type TurnObserver } from './observer.ts';
import type { TurnOutcome } from './outcome.ts';
import type { PreparedTurn } from './prepare.ts';
import { turnChanges } from './record.ts';
import type { World } from './world.ts';

export interface TurnInput {
  prompt: string;
  /** Denied tools are a failure. */
  strict: boolean;
  lock: Lock;
}

/** Runs a prepared turn, judges it, and records it with its session and in the log. */
export async function runTurn(world: World, prepared: PreparedTurn, input: TurnInput, observer: TurnObserver = {}): Promise<TurnOutcome> {
  if (prepared.plan.kind === 'gone') return recordOutcome(world, prepared, goneTurn(prepared), input.strict);
  const { scratch } = prepared;
  if (scratch) copyTranscript(scratch.source.path, scratch.upTo, scratch.path, scratch.sessionId);
  const startedAt = performance.now();
  const watched = guard(observer);
  try {
    world.signal?.throwIfAborted();
    const { end, facts } = await callClaude(world, prepared, input, watched.observer);
    const durationMs = Math.round(performance.now() - startedAt);
    const outcome = await recordOutcome(world, prepared, judge(world, prepared, facts, end, durationMs), input.strict);
    watched.rethrow();
    return outcome;
  } finally {
    if (scratch) rmSync(scratch.path, { force: true });
  }
}

async function callClaude(world: World, prepared: PreparedTurn, { prompt, lock }: TurnInput, observer: TurnObserver) {
  let isDone = false;
  const reader = new StreamReader({
    onMessage: observer.onMessage,
    onResult: (result) => {
      isDone = true;
      observer.onResult?.(result);
      // `claude` takes its time to end, longer than what the end of the turn needs takes to load. Before, it would be slowed down.
      world.store.warmUp();
    },
  });
  const call = runClaude({
    installation: prepared.installation,
    argv: prepared.argv,
    cwd: prepared.session.cwd,
    env: world.env,
    input: prompt,
    lockFd: lock.fd,
    timeout: prepared.values.timeout as number | undefined,
    onSignal: world.onSignal,
    isDone: () => isDone,
    onStdout: (chunk) => {
      const written = observer.onChunk?.(chunk);
      const read = reader.push(chunk);
      return written && read ? Promise.all([written, read]).then(() => {}) : (written ?? read);
    },
  });
  observer.onStart?.();
  const end = await call;
  await reader.end();
  return { end, facts: reader.facts };
}

function judge(world: World, prepared: PreparedTurn, facts: StreamFacts, end: ClaudeEnd, durationMs: number): JudgedTurn {
  const { session, plan, conversation, quirks, values } = prepared;
  const isRefused = facts.init === undefined;
  const actualId = facts.init?.session_id ?? session.sessionId;
  const transcript = isRefused ? undefined : findTranscript(world.env, session.cwd, actualId);
  const { lastAssistant } = facts;
  const traced = traceTurn({
    transcript,
    anchor: lastAssistant && { uuid: lastAssistant.uuid, messageId: lastAssistant.message.id },
    tip: plan.kind === 'resume' || plan.kind === 'fork' ? session.tip : 'root',
    root: session.root,
    sizeBefore: transcript && transcript.path === prepared.before?.path ? prepared.before.size : 0,
  });
  const judgement = judgeTurn({
    asked: plan.kind === 'resume' || plan.kind === 'fork' || plan.kind === 'restart' ? plan.kind : 'start',
    expectedId: conversation.kind === 'fork' ? (conversation.id ?? null) : plan.kind === 'fork' ? null : conversation.id,
    parentId: session.parent?.sessionId,
    resumeChangesId: quirks.resumeChangesId,
    noPersistence: values.noSessionPersistence === true,
    init: facts.init,
    result: facts.result,
    stderr: end.stderr,
    lineage: traced.lineage,
    recordsAdded: traced.recordsAdded,
    parentChanged: plan.kind === 'fork' && isParentChanged(world, prepared, lastAssistant?.uuid),
  });
  return { judgement, traced, facts, end, durationMs, transcriptSeen: transcript !== undefined };
}

function isParentChanged(world: World, { session, before }: PreparedTurn, uuid: string | undefined): boolean {
  if (!before?.isReadable || !session.parent) return false;
  const after = findTranscript(world.env, session.cwd, session.parent.sessionId);
  if (!after || after.size < before.size) return true;
  return uuid !== undefined && hasRecordAfter(after, before.size, uuid);
}

/** The turn that was not sent, since its conversation is gone for good. */
function goneTurn({ session }: PreparedTurn): JudgedTurn {
  return {
    judgement: {
      status: 'not-found',
      reason: 'its transcript is gone, and nothing was sent',
      evidence: { expectedId: session.sessionId, initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null },
    },
    traced: { lineage: { status: 'unavailable', because: 'no-transcript' }, recordsAdded: null, tip: null, root: null, usage: undefined },
    facts: { init: undefined, result: undefined, lastAssistant: undefined, head: '' },
    end: { exitCode: undefined, signal: undefined, timedOut: false, interruptedBy: undefined, stderr: '' },
    durationMs: 0,
    transcriptSeen: true,
  };
}

async function recordOutcome(world: World, prepared: PreparedTurn, judged: JudgedTurn, strict: boolean): Promise<TurnOutcome> {
  const { facts, traced, transcriptSeen } = judged;
  const continues = prepared.plan.kind === 'resume' || prepared.plan.kind === 'fork';
  const cost = costOfCall(facts.result, prepared.quirks, continues ? prepared.session.last?.cumulativeCostUsd : 0);
  const outcome = assembleOutcome(prepared, judged, cost.call, strict);
  const { release } = outcome.claude;
  if (release !== null && release !== world.store.releases.get(prepared.installation)) {
    world.store.releases.remember(prepared.installation, release);
  }
  const toRecord = {
    prepared,
    facts,
    traced,
    outcome,
    transcriptSeen,
    cumulativeCostUsd: cost.cumulative,
    now: world.now(),
    newId: world.newId,
  };
  const effective = { model: effectiveModel(facts) ?? null, permissionMode: facts.init?.permissionMode ?? null };
  // The answer is there, and is not to be lost because it can't be recorded.
  for (const record of [
    () => world.store.sessions.update(prepared.session.name, (current) => turnChanges(current, toRecord)),
    async () => world.store.log.append(describeTurn(outcome, prepared.values, effective, world.now())),
  ]) {
    await record().catch((error: unknown) => noteUnrecorded(outcome, error));
  }
  return outcome;
}

function noteUnrecorded(outcome: TurnOutcome, error: unknown): void {
  if (!(error instanceof ChorusError)) throw error;
  outcome.exitCode = exitCodes.store;
  outcome.hints.push(`Not all of the turn is recorded: ${error.message}. ${error.hint} The conversation is ${outcome.sessionId}.`);
}
