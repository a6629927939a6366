import { quirksOf } from '../claude/call/releases.ts';
import { clearableIn } from '../claude/transcript/clearable.ts';
import { reachFrom, type TracedTurn } from '../claude/transcript/lineage.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { Reading } from '../claude/transcript/reach.ts';
import { findTruncation, type HistoryEvidence, isContextSmall } from '../claude/wholeness.ts';
import { type Basis, isSameStamp, type Session } from '../core/session.ts';
import { sentTokens } from '../core/usage.ts';
import type { AskedTurn } from './asked-turn.ts';
import { changedParts } from './basis.ts';
import { goesOn } from './plan.ts';
import type { World } from './world.ts';

/** How a release reads the transcript of a conversation that it resumes. */
export function readingOf(release: string | undefined): Reading {
  const { resumeChangesId, repairsLinks } = quirksOf(release);
  return { keepsUuids: !resumeChangesId, repairsLinks };
}

/** The messages that need not be counted again, since their transcript is as it was when they were. Null if they must be. */
export function verifiedMessages(
  { plan, session, before, isCounted }: Pick<AskedTurn, 'plan' | 'session' | 'before' | 'isCounted'>,
  transcript: TranscriptFile | undefined,
): number | null {
  if (plan !== 'resume' || isCounted !== true || transcript?.path !== before?.path) return null;
  return session.last?.messages ?? null;
}

/** @param basis see `basisOf`; undefined if unknown. */
export function historyEvidenceOf(
  { plan, isEdited, session: { last } }: Pick<AskedTurn, 'plan' | 'session' | 'isEdited'>,
  traced: TracedTurn,
  transcript: TranscriptFile | undefined,
  basis: Basis | undefined,
): HistoryEvidence {
  const isNew = !goesOn(plan);
  const context = {
    before: isNew ? null : (last?.contextTokens ?? null),
    first: traced.firstUsage ? sentTokens(traced.firstUsage) : null,
  };
  const isExplained = !isContextSmall(context) || !transcript?.isReadable;
  return {
    before: isNew ? null : (last?.messages ?? null),
    reach: isNew ? undefined : traced.reach,
    context: {
      ...context,
      // What a person took out is not missing.
      isComparable: changedParts(last?.basis, basis)?.length === 0 && !isEdited,
      prompt: traced.promptTokens,
      atStake: traced.atStake,
      ...(isExplained ? { clearable: 0, base: null } : clearableIn(transcript.path)),
    },
  };
}

/** What is wrong with the links of a transcript. */
export interface BrokenHistory {
  /** In a few words. */
  reason: string;
  /** Whether the release that made the last turn repairs it when it resumes. */
  isRepaired: boolean;
}

/** What the next turn will find broken; undefined if the history is whole, or is as it was after the last good turn. */
export function findBrokenHistory({ tip, root, last }: Session, { path, stamp }: TranscriptFile): BrokenHistory | undefined {
  const isCounted = last?.messages !== undefined && last.verdict !== 'truncated' && isSameStamp(stamp, last.counted);
  if (!tip || isCounted) return undefined;
  const reach = reachFrom(path, tip, root, readingOf(last?.release));
  if (!reach) return undefined;
  const unknown = { before: null, first: null, isComparable: false, prompt: 0, atStake: null, clearable: 0, base: null };
  const reason = findTruncation({ before: last?.messages ?? null, reach: { ...reach, repair: undefined }, context: unknown });
  if (reason) return { reason, isRepaired: false };
  return reach.repair && { reason: 'a link of the history is broken', isRepaired: last?.verdict !== 'truncated' };
}

/** Whether the vault has a copy of a session's conversation in which nothing is missing. */
export function hasWholeCopy({ store: { vault } }: Pick<World, 'store'>, session: Session): boolean {
  const { sessionId, last } = session;
  // The last verdict is about the transcript.
  const asBefore = { ...session, last: last && { ...last, verdict: undefined } };
  try {
    const paths = [vault.copyOf(sessionId)?.path, ...vault.asideOf(sessionId)];
    return paths.some((path) => path !== undefined && !findBrokenHistory(asBefore, { path, size: 0, isReadable: true }));
  } catch (error) {
    // What cannot be read cannot be put back.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
