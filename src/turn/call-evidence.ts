import { cachedPrefixOf } from '../claude/cache.ts';
import { type CallCost, costOfCall, usageOfCall } from '../claude/call/cost.ts';
import { quirksOf } from '../claude/call/releases.ts';
import { contextWindowOf } from '../claude/stream/context-window.ts';
import { isSessionId } from '../claude/stream/messages.ts';
import { effectiveModel, lastAnswer, lastText, noFacts, type StreamFacts } from '../claude/stream/stream-reader.ts';
import { usageLimitOf } from '../claude/stream/usage-limit.ts';
import { type TracedTurn, traceTurn } from '../claude/transcript/lineage.ts';
import { findTranscript, type TranscriptFile } from '../claude/transcript/projects.ts';
import { lastRecordedCost } from '../claude/transcript/transcript.ts';
import { recordedRelease } from '../claude/transcript/used-settings.ts';
import type { Tip } from '../core/session.ts';
import { addUp, contextTokens } from '../core/usage.ts';
import type { AskedTurn } from './asked-turn.ts';
import { basisOf } from './basis.ts';
import { missingFrom } from './empty-turn.ts';
import { isParentChanged } from './fork-point.ts';
import { historyEvidenceOf, readingOf, verifiedMessages } from './history-evidence.ts';
import { goesOn } from './plan.ts';
import { releaseOf } from './release.ts';
import type { EffectiveTurn, SeenEnd, SeenTurn } from './seen-turn.ts';
import type { World } from './world.ts';

/** A call of `claude` that has ended. */
export interface FinishedCall {
  facts: StreamFacts;
  /** Undefined if nobody saw it. */
  end: SeenEnd | undefined;
  /** Wall time, in ms. */
  durationMs: number;
  endedAt: Date;
}

/** The evidence of a headless turn: its stream, and the transcript it left. */
export function evidenceOfCall(world: Pick<World, 'env'>, asked: AskedTurn, call: FinishedCall): SeenTurn {
  const { session, before } = asked;
  const { facts, end, endedAt } = call;
  const id = facts.init?.session_id;
  const isIdWellFormed = id !== undefined && isSessionId(id);
  const transcript = isIdWellFormed ? findTranscript(world.env, session.cwd, id) : undefined;
  const sizeBefore = before && transcript?.path === before.path ? before.size : 0;
  const { lastAssistant } = facts;
  // Releases up to 2.0.15 do not name themselves in `init`: each record of the transcript has it.
  const release = facts.init && (facts.init.claude_code_version ?? recordedRelease(transcript, sizeBefore));
  const isCleared = facts.work.isCleared && id !== asked.expectedId;
  const traced = traceTurn({
    transcript,
    anchor: lastAssistant && { uuid: lastAssistant.uuid, messageId: lastAssistant.message.id },
    tip: goesOn(asked.plan) && !isCleared ? session.tip : 'root',
    root: session.root,
    sizeBefore,
    reading: readingOf(releaseOf(asked, release)),
    verified: verifiedMessages(asked, transcript),
  });
  const basis = basisOf({ argv: asked.claude.argv, env: world.env, init: facts.init, promptDigest: asked.promptSnapshot?.digest });
  const cost = costOf(releaseOf(asked, release), asked, facts, transcript, { sizeBefore, isCleared });
  const named = id === undefined ? undefined : ({ sessionId: id, entered: isCleared ? 'clear' : 'asked' } as const);
  return {
    named,
    isIdWellFormed,
    entered: named && isIdWellFormed ? [{ ...named, transcript, createdAt: undefined }] : [],
    foreign: [],
    traced,
    history: historyEvidenceOf(asked, traced, transcript, basis),
    tip: newTip(traced, facts),
    parentChanged: asked.plan === 'fork' && isParentChanged(world, session, before, lastAssistant?.uuid),
    isRewound: false,
    result: facts.result,
    missing: missingFrom(facts, traced),
    commandOutput: facts.work.command?.output ?? '',
    end,
    head: facts.head,
    report: reportOf(call, cost),
    effective: {
      ...effectiveOf(facts, traced, release),
      basis,
      prefix: cachedPrefixOf(traced.usage, endedAt.toISOString(), session.last?.prefix),
    },
    turns: facts.result ? 1 : 0,
    cost,
    endedAt,
  };
}

/** The evidence of a turn that was not sent. */
export function evidenceOfNothing(asked: AskedTurn, endedAt: Date): SeenTurn {
  const cost = { call: null, added: 0, cumulative: undefined };
  const traced = traceTurn({ transcript: undefined, anchor: undefined, tip: null, root: null, sizeBefore: 0 });
  return {
    named: undefined,
    isIdWellFormed: false,
    entered: [],
    foreign: [],
    traced,
    history: historyEvidenceOf(asked, traced, undefined, undefined),
    tip: null,
    parentChanged: false,
    isRewound: false,
    result: undefined,
    missing: undefined,
    commandOutput: '',
    end: undefined,
    head: '',
    report: reportOf({ facts: noFacts, end: undefined, durationMs: 0, endedAt }, cost),
    effective: effectiveOf(noFacts, traced, undefined),
    turns: 0,
    cost,
    endedAt,
  };
}

function reportOf({ facts, durationMs, endedAt }: FinishedCall, cost: CallCost): SeenTurn['report'] {
  const { result, results, tasks, work, lastAssistant } = facts;
  const limit = usageLimitOf({ result, lastAssistant, rateLimit: work.rateLimit }, endedAt);
  return {
    subtype: result?.subtype ?? null,
    terminalReason: result?.terminal_reason ?? null,
    apiErrorStatus: result?.api_error_status ?? null,
    ...(limit ? { usageLimit: { resetsAt: limit.resetsAt.toISOString(), window: limit.window } } : {}),
    result: (result ? (result.result ?? result.errors?.join('\n')) : lastText(facts)) ?? null,
    ...(result?.structured_output === undefined ? {} : { structuredOutput: result.structured_output }),
    denials: result?.permission_denials ?? [],
    numTurns: result?.num_turns === undefined ? null : results.reduce((sum, { num_turns = 0 }) => sum + num_turns, 0),
    durationMs,
    costUsd: cost.call,
    ...(cost.isEstimated ? { costIsEstimated: true } : {}),
    usage: usageOfCall(results) ?? (cost.isEstimated ? addUp(work.requests.map(({ usage }) => usage)) : null),
    backgroundTasks: [...tasks],
  };
}

function effectiveOf(facts: StreamFacts, traced: TracedTurn, release: string | undefined): EffectiveTurn {
  const { init, result } = facts;
  const model = effectiveModel(facts);
  const usage = traced.usage ?? lastAnswer(facts)?.message.usage;
  return {
    model,
    permissionMode: init?.permissionMode,
    cwd: init?.cwd,
    release,
    contextTokens: usage && contextTokens(usage),
    contextWindow: contextWindowOf(result, model),
  };
}

/** From the transcript, or from the stream if there is no transcript to read. */
function newTip({ tip, lineage }: TracedTurn, facts: StreamFacts): Tip | null {
  const answer = lastAnswer(facts);
  const isUnseen = lineage.status === 'unavailable' && lineage.because === 'no-transcript' && facts.result !== undefined;
  return tip || !isUnseen || !answer?.uuid ? tip : { uuid: answer.uuid, messageId: answer.message.id };
}

function costOf(
  release: string | undefined,
  asked: AskedTurn,
  { results, work }: StreamFacts,
  transcript: TranscriptFile | undefined,
  { sizeBefore, isCleared }: { sizeBefore: number; isCleared: boolean },
): CallCost {
  return costOfCall({
    results,
    requests: work.requests,
    recorded: results.length === 0 && transcript?.isReadable ? lastRecordedCost(transcript.path, sizeBefore) : undefined,
    quirks: quirksOf(release),
    before: goesOn(asked.plan) && !isCleared ? asked.session.last?.cumulativeCostUsd : 0,
  });
}
