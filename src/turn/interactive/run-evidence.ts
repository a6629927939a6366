import { cachedPrefixOf } from '../../claude/cache.ts';
import type { HistoryEvidence } from '../../claude/wholeness.ts';
import type { InteractiveEnd, InteractiveRun } from '../../core/interactive-run.ts';
import { ownersOf } from '../../core/owners.ts';
import type { Session } from '../../core/session.ts';
import { addUp, contextTokens } from '../../core/usage.ts';
import type { Journal } from '../../store/interactive.ts';
import { isParentChanged } from '../fork-point.ts';
import { historyEvidenceOf } from '../history-evidence.ts';
import type { EffectiveTurn, ForeignConversation, SeenTurn } from '../seen-turn.ts';
import type { World } from '../world.ts';
import { type TracedConversation, type TracedRun, traceRun } from './run-trace.ts';

/**
 * The evidence of an interactive run that has ended: its hooks, and the transcripts it left.
 * @param session as recorded before the run.
 * @param end undefined if nobody saw it.
 */
export function evidenceOfRun(world: World, session: Session, journal: Journal<InteractiveRun>, end: InteractiveEnd | undefined): SeenTurn {
  const { run } = journal;
  const traced = traceRun(world, session, journal);
  const { identity, entered } = traced;
  const { lineage, tip } = traced.traced;
  const endedAt = end ? world.now() : lastMoment(run, entered, world.now());
  const sums = sumUp(entered);
  const isOlder = lineage.status === 'contradicted' && lineage.from === 'older-point';
  return {
    named: identity.followed.at(-1),
    isIdWellFormed: true,
    entered,
    foreign: withOwners(world, identity.foreign),
    traced: traced.traced,
    history: historyOf(session, run, traced),
    tip,
    parentChanged: run.plan === 'fork' && isParentChanged(world, session, run.before, tip?.uuid),
    missing: undefined,
    commandOutput: '',
    isRewound: isOlder && run.plan === 'resume' && run.endsAtTip,
    result: undefined,
    end: end && { ...end, timedOut: false, wasIdle: false, stderr: '' },
    head: '',
    report: {
      subtype: null,
      terminalReason: identity.end ?? null,
      apiErrorStatus: null,
      result: null,
      denials: [],
      numTurns: sums.prompts,
      durationMs: Math.max(0, endedAt.getTime() - Date.parse(run.startedAt)),
      costUsd: sums.costUsd,
      usage: sums.usage,
      backgroundTasks: [],
    },
    effective: effectiveOf(session, traced),
    turns: sums.prompts,
    cost: { call: sums.costUsd, added: sums.costAdded, cumulative: entered.at(-1)?.cost.cumulative },
    endedAt,
  };
}

/** Usage and cost of all conversations together. */
export function sumUp(entered: readonly TracedConversation[]) {
  const usages = entered.flatMap(({ usage }) => (usage ? [usage] : []));
  const costs = entered.flatMap(({ cost }) => (cost.call === null ? [] : [cost.call]));
  return {
    prompts: entered.reduce((sum, { prompts }) => sum + prompts, 0),
    usage: usages.length > 0 ? addUp(usages) : null,
    costUsd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : null,
    costAdded: entered.reduce((sum, { cost }) => sum + cost.added, 0),
  };
}

function effectiveOf({ last }: Session, { entered, traced, release }: TracedRun): EffectiveTurn {
  const current = entered.at(-1);
  return {
    model: current?.model,
    permissionMode: current?.permissionMode,
    cwd: undefined,
    release,
    contextTokens: traced.usage && contextTokens(traced.usage),
    prefix: current?.lastActiveAt ? cachedPrefixOf(traced.usage, current.lastActiveAt, last?.prefix) : undefined,
    contextWindow: current?.entered === 'asked' ? last?.contextWindow : undefined,
  };
}

/** Only of the conversation that was asked for anything is known from before. */
function historyOf(session: Session, { plan }: InteractiveRun, { identity, entered, traced }: TracedRun): HistoryEvidence {
  const isAsked = identity.followed.at(-1)?.entered === 'asked';
  return historyEvidenceOf({ plan: isAsked ? plan : 'start', session }, traced, entered.at(-1)?.transcript, undefined);
}

/** The last sign of life of a run whose end nobody saw. */
function lastMoment({ startedAt }: InteractiveRun, entered: readonly TracedConversation[], now: Date): Date {
  const moments = [startedAt, ...entered.flatMap(({ lastActiveAt }) => lastActiveAt ?? [])].map((moment) => Date.parse(moment));
  return new Date(Math.min(now.getTime(), Math.max(...moments)));
}

function withOwners(world: World, ids: readonly string[]): ForeignConversation[] {
  if (ids.length === 0) return [];
  const owners = ownersOf(world.store.sessions.list().sessions);
  return ids.map((sessionId) => ({ sessionId, owner: owners.get(sessionId) }));
}
