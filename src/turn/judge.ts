import { type CallCost, costOfCall } from '../claude/call/cost.ts';
import { isSessionId } from '../claude/stream/messages.ts';
import type { StreamFacts } from '../claude/stream/stream-reader.ts';
import { traceTurn } from '../claude/transcript/lineage.ts';
import { findTranscript, type TranscriptFile } from '../claude/transcript/projects.ts';
import { lastRecordedCost } from '../claude/transcript/transcript.ts';
import { judgeTurn } from '../claude/verdict.ts';
import { isFollowed } from '../core/verdict.ts';
import type { FinishedCall } from './call.ts';
import { isParentChanged } from './fork-point.ts';
import type { JudgedTurn } from './judged-turn.ts';
import { expectedIdOf, type PreparedTurn } from './prepare.ts';
import type { World } from './world.ts';

/** Judges a call on its transcript and on what it said. */
export function judge(world: World, prepared: PreparedTurn, call: FinishedCall): JudgedTurn {
  const { session, plan, quirks, values, before, restoration } = prepared;
  const { facts, end } = call;
  const isIdWellFormed = facts.init !== undefined && isSessionId(facts.init.session_id);
  const transcript = facts.init && isIdWellFormed ? findTranscript(world.env, session.cwd, facts.init.session_id) : undefined;
  const sizeBefore = before && transcript?.path === (restoration?.to ?? before.path) ? before.size : 0;
  const { lastAssistant } = facts;
  const traced = traceTurn({
    transcript,
    anchor: lastAssistant && { uuid: lastAssistant.uuid, messageId: lastAssistant.message.id },
    tip: goesOn(prepared) ? session.tip : 'root',
    root: session.root,
    sizeBefore,
  });
  const judgement = judgeTurn({
    // One that is gone was not called.
    asked: plan.kind === 'gone' ? 'resume' : plan.kind,
    expectedId: expectedIdOf(prepared),
    parentId: session.parent?.sessionId,
    resumeChangesId: quirks.resumeChangesId,
    noPersistence: values.noSessionPersistence === true,
    init: facts.init,
    isIdWellFormed,
    result: facts.result,
    stderr: end.stderr,
    lineage: traced.lineage,
    recordsAdded: traced.recordsAdded,
    parentChanged: plan.kind === 'fork' && isParentChanged(world, session, before?.isReadable ? before : null, lastAssistant?.uuid),
  });
  const cost = costOf(prepared, facts, transcript, sizeBefore);
  // The sum of another conversation tells nothing of what this one missed.
  return { ...call, judgement, traced, transcript, cost: isFollowed(judgement.status) ? cost : { ...cost, added: cost.call ?? 0 } };
}

/** The turn that was not sent, since its conversation is gone for good. */
export function notSent({ session }: PreparedTurn): JudgedTurn {
  return {
    judgement: {
      status: 'not-found',
      reason: 'its transcript is gone, and nothing was sent',
      evidence: { expectedId: session.sessionId, initId: null, resultId: null, lineage: 'unavailable', recordsAdded: null },
    },
    traced: { lineage: { status: 'unavailable', because: 'no-transcript' }, recordsAdded: null, tip: null, root: null, usage: undefined },
    facts: { init: undefined, result: undefined, results: [], tasks: [], lastAssistant: undefined, head: '' },
    end: { exitCode: undefined, signal: undefined, timedOut: false, wasIdle: false, interruptedBy: undefined, stderr: '' },
    cost: { call: null, added: 0, cumulative: session.last?.cumulativeCostUsd },
    durationMs: 0,
    transcript: undefined,
  };
}

function goesOn({ plan }: PreparedTurn): boolean {
  return plan.kind === 'resume' || plan.kind === 'fork';
}

function costOf(prepared: PreparedTurn, { results }: StreamFacts, transcript: TranscriptFile | undefined, sizeBefore: number): CallCost {
  const { session, quirks } = prepared;
  return costOfCall({
    results,
    recorded: results.length === 0 && transcript?.isReadable ? lastRecordedCost(transcript.path, sizeBefore) : undefined,
    quirks,
    before: goesOn(prepared) ? session.last?.cumulativeCostUsd : 0,
  });
}
