import { type CallCost, costOfCall } from '../../claude/call/cost.ts';
import { type Quirks, quirksOf } from '../../claude/call/releases.ts';
import { type ConversationEvent, readEvents } from '../../claude/stream/hooks.ts';
import { readAdded } from '../../claude/transcript/added.ts';
import { eventsFromTranscripts } from '../../claude/transcript/changed-transcripts.ts';
import { readSummary } from '../../claude/transcript/conversation-summary.ts';
import { type FollowedConversation, followConversations, type Identity } from '../../claude/transcript/identity.ts';
import { type TracedTurn, traceTurn } from '../../claude/transcript/lineage.ts';
import { findTranscript, projectDir, type TranscriptFile } from '../../claude/transcript/projects.ts';
import { lastRecordedCost, lastRecordId } from '../../claude/transcript/transcript.ts';
import { recordedRelease } from '../../claude/transcript/used-settings.ts';
import type { InteractiveRun } from '../../core/interactive-run.ts';
import type { Session } from '../../core/session.ts';
import type { Journal } from '../../store/interactive.ts';
import { readingOf, verifiedMessages } from '../history-evidence.ts';
import { goesOn } from '../plan.ts';
import { releaseOf } from '../release.ts';
import type { EnteredConversation } from '../seen-turn.ts';
import type { World } from '../world.ts';

/** A conversation of the session that was entered, and what was added to it. */
export interface TracedConversation extends EnteredConversation {
  prompts: number;
  usage: ReturnType<typeof readAdded>['usage'];
  model: string | undefined;
  permissionMode: string | undefined;
  cost: CallCost;
  /** ISO 8601; undefined if its transcript does not say. */
  lastActiveAt: string | undefined;
}

/** What the hooks and transcripts of an interactive run show. */
export interface TracedRun {
  identity: Identity;
  /** Conversations that the session may continue in, in the order in which they were entered. */
  entered: TracedConversation[];
  /** The records of the last one. */
  traced: TracedTurn;
  /** The release that wrote them; undefined if nothing was written. */
  release: string | undefined;
}

/** Follows an interactive run: which conversations were entered, by its hooks or else its transcripts, and what was added to them. */
export function traceRun(world: World, session: Session, { run, events }: Journal<InteractiveRun>): TracedRun {
  const told = readEvents(events);
  const entries = told.length > 0 ? told : eventsInFolder(world, session, run);
  const release = writtenBy(world, session, run, entries);
  const quirks = quirksOf(releaseOf(run, release));
  const identity = followConversations({
    expectedId: run.expectedId,
    changesId: quirks.resumeChangesId && run.plan !== 'start' && run.plan !== 'restart',
    formerIds: session.formerIds,
    events: entries,
  });
  const entered = identity.followed
    .map((conversation) => lookInto(world, session, run, quirks, conversation))
    // 1.0.90 names a new id on every resume, and writes no record until something is said: until then the id does not count.
    .filter(({ sessionId, entered: how, transcript }) => how !== 'asked' || sessionId === session.sessionId || holdsRecords(transcript));
  const last = entered.at(-1);
  return { identity, entered, traced: trace(session, run, last, releaseOf(run, release)), release };
}

/** The release that wrote to the conversation which was entered last. */
function writtenBy({ env }: World, { cwd }: Session, run: InteractiveRun, events: readonly ConversationEvent[]): string | undefined {
  const id = events.findLast(({ kind }) => kind === 'start')?.sessionId;
  const transcript = id === undefined ? undefined : findTranscript(env, cwd, id);
  return recordedRelease(transcript, sizeBefore(run, transcript));
}

function eventsInFolder(world: World, { cwd, tip, formerIds }: Session, run: InteractiveRun) {
  return eventsFromTranscripts({
    folder: projectDir(world.env, cwd, quirksOf(run.claude.release ?? undefined).normalizesProjects),
    since: new Date(run.startedAt),
    expectedId: run.expectedId,
    formerIds,
    tipMessageId: run.plan === 'resume' || run.plan === 'fork' ? tip?.messageId : undefined,
  });
}

function lookInto(world: World, session: Session, run: InteractiveRun, quirks: Quirks, followed: FollowedConversation): TracedConversation {
  const transcript = findTranscript(world.env, session.cwd, followed.sessionId);
  const nothing = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
  const from = followed.entered === 'back' ? (run.formerSizes[followed.sessionId] ?? 0) : sizeBefore(run, transcript);
  const added = transcript?.isReadable
    ? readAdded(transcript.path, from, hasTip(followed, run) ? session.tip : null, !quirks.resumeChangesId)
    : nothing;
  const cost = costOfCall({
    results: [],
    recorded: transcript?.isReadable ? lastRecordedCost(transcript.path, from) : undefined,
    quirks,
    before: costBefore(session, followed, run, transcript, from),
  });
  const summary = transcript?.isReadable ? readSummary(transcript.path, session.cwd)?.summary : undefined;
  return { ...followed, transcript, ...added, cost, createdAt: summary?.createdAt, lastActiveAt: summary?.lastActiveAt };
}

/** Only its transcript keeps what an earlier conversation cost; a new conversation starts at zero. */
function costBefore(
  { last }: Session,
  { entered }: FollowedConversation,
  { plan }: InteractiveRun,
  transcript: TranscriptFile | undefined,
  from: number,
): number | undefined {
  if (entered === 'back') return transcript?.isReadable && from > 0 ? lastRecordedCost(transcript.path, 0, from) : undefined;
  return hasTip({ entered }, { plan }) ? last?.cumulativeCostUsd : 0;
}

/** Whether this is the conversation whose tip the session has. */
function hasTip({ entered }: Pick<FollowedConversation, 'entered'>, { plan }: Pick<InteractiveRun, 'plan'>): boolean {
  return entered === 'asked' && goesOn(plan);
}

function holdsRecords(transcript: TranscriptFile | undefined): boolean {
  return transcript?.isReadable === true && lastRecordId(transcript.path) !== undefined;
}

function sizeBefore({ before }: InteractiveRun, transcript: TranscriptFile | undefined): number {
  return before && transcript?.path === before.path ? before.size : 0;
}

function trace(session: Session, run: InteractiveRun, last: TracedConversation | undefined, release: string | undefined): TracedTurn {
  const traced = traceTurn({
    transcript: last?.transcript,
    anchor: undefined,
    tip: last && hasTip(last, run) ? session.tip : 'root',
    root: session.root,
    sizeBefore: sizeBefore(run, last?.transcript),
    reading: readingOf(release),
    verified: last && hasTip(last, run) ? verifiedMessages({ ...run, session }, last.transcript) : null,
  });
  // Nobody noted the tip of an earlier conversation: only its beginning is known.
  return last?.entered === 'back' ? { ...traced, lineage: { status: 'unavailable', because: 'no-tip' }, recordsAdded: null } : traced;
}
