import { type CallCost, costOfCall } from '../../claude/call/cost.ts';
import { type Quirks, quirksOf } from '../../claude/call/releases.ts';
import { readEvents } from '../../claude/stream/hooks.ts';
import { readAdded } from '../../claude/transcript/added.ts';
import { eventsFromTranscripts } from '../../claude/transcript/changed-transcripts.ts';
import { readSummary } from '../../claude/transcript/conversation-summary.ts';
import { type FollowedConversation, followConversations, type Identity } from '../../claude/transcript/identity.ts';
import { type TracedTurn, traceTurn } from '../../claude/transcript/lineage.ts';
import { findTranscript, projectDir, type TranscriptFile } from '../../claude/transcript/projects.ts';
import { lastRecordedCost, lastRecordId } from '../../claude/transcript/transcript.ts';
import type { InteractiveRun } from '../../core/interactive-run.ts';
import type { Session } from '../../core/session.ts';
import { addUp } from '../../core/usage.ts';
import type { Journal } from '../../store/interactive.ts';
import type { World } from '../world.ts';

/** A conversation of the session that was entered, and what was added to it. */
export interface EnteredConversation extends FollowedConversation {
  transcript: TranscriptFile | undefined;
  prompts: number;
  usage: ReturnType<typeof readAdded>['usage'];
  model: string | undefined;
  permissionMode: string | undefined;
  cost: CallCost;
  /** ISO 8601; undefined where its transcript does not tell. */
  createdAt: string | undefined;
  lastActiveAt: string | undefined;
}

/** All that can be seen of an interactive run that is over. */
export interface SeenRun {
  identity: Identity;
  /** Those that the session may go on in, in the order in which they were entered. */
  entered: EnteredConversation[];
  /** Of the last one. */
  traced: TracedTurn;
}

/** Looks at what an interactive run left: which conversations were entered, by its hooks or else by the transcripts, and what they hold. */
export function seeRun(world: World, session: Session, { run, events }: Journal<InteractiveRun>): SeenRun {
  const quirks = quirksOf(run.claude.release ?? undefined);
  const told = readEvents(events);
  const identity = followConversations({
    expectedId: run.expectedId,
    changesId: quirks.resumeChangesId && run.plan !== 'start' && run.plan !== 'restart',
    formerIds: session.formerIds,
    events: told.length > 0 ? told : eventsInFolder(world, session, run),
  });
  const entered = identity.followed
    .map((conversation) => lookInto(world, session, run, quirks, conversation))
    // A new id under which nothing was said is none: 1.0.90 tells of one on every resume, and writes no record until something is.
    .filter(({ sessionId, entered: how, transcript }) => how !== 'asked' || sessionId === session.sessionId || holdsRecords(transcript));
  const last = entered.at(-1);
  return { identity, entered, traced: trace(session, run, last) };
}

function eventsInFolder(world: World, { cwd, tip, formerIds }: Session, run: InteractiveRun) {
  return eventsFromTranscripts({
    folder: projectDir(world.env, cwd),
    since: new Date(run.startedAt),
    expectedId: run.expectedId,
    formerIds,
    tipMessageId: run.plan === 'resume' || run.plan === 'fork' ? tip?.messageId : undefined,
  });
}

function lookInto(
  world: World,
  session: Session,
  run: InteractiveRun,
  quirks: Quirks,
  followed: FollowedConversation,
): EnteredConversation {
  const transcript = findTranscript(world.env, session.cwd, followed.sessionId);
  const nothing = { prompts: 0, usage: undefined, model: undefined, permissionMode: undefined };
  const from = followed.entered === 'back' ? (run.formerSizes[followed.sessionId] ?? 0) : sizeBefore(run, transcript);
  const added = transcript?.isReadable ? readAdded(transcript.path, from, goesOn(followed, run) ? session.tip : null) : nothing;
  const cost = costOfCall({
    results: [],
    recorded: transcript?.isReadable ? lastRecordedCost(transcript.path, from) : undefined,
    quirks,
    before: costBefore(session, followed, run, transcript, from),
  });
  const summary = transcript?.isReadable ? readSummary(transcript.path, session.cwd)?.summary : undefined;
  return { ...followed, transcript, ...added, cost, createdAt: summary?.createdAt, lastActiveAt: summary?.lastActiveAt };
}

/** What an earlier conversation cost is not kept but in its transcript, and that of a new one begins at nothing. */
function costBefore(
  { last }: Session,
  { entered }: FollowedConversation,
  { plan }: InteractiveRun,
  transcript: TranscriptFile | undefined,
  from: number,
): number | undefined {
  if (entered === 'back') return transcript?.isReadable && from > 0 ? lastRecordedCost(transcript.path, 0, from) : undefined;
  return goesOn({ entered }, { plan }) ? last?.cumulativeCostUsd : 0;
}

/** Whether it is the conversation whose tip the session has. */
function goesOn({ entered }: Pick<FollowedConversation, 'entered'>, { plan }: Pick<InteractiveRun, 'plan'>): boolean {
  return entered === 'asked' && (plan === 'resume' || plan === 'fork');
}

function holdsRecords(transcript: TranscriptFile | undefined): boolean {
  return transcript?.isReadable === true && lastRecordId(transcript.path) !== undefined;
}

function sizeBefore({ before }: InteractiveRun, transcript: TranscriptFile | undefined): number {
  return before && transcript?.path === before.path ? before.size : 0;
}

function trace(session: Session, run: InteractiveRun, last: EnteredConversation | undefined): TracedTurn {
  const traced = traceTurn({
    transcript: last?.transcript,
    anchor: undefined,
    tip: last && goesOn(last, run) ? session.tip : 'root',
    root: session.root,
    sizeBefore: sizeBefore(run, last?.transcript),
  });
  // Where it stood when it was left is not known any more: its beginning is.
  return last?.entered === 'back' ? { ...traced, lineage: { status: 'unavailable', because: 'no-tip' }, recordsAdded: null } : traced;
}

/** What of all conversations together. */
export function sumUp(entered: readonly EnteredConversation[]) {
  const usages = entered.flatMap(({ usage }) => (usage ? [usage] : []));
  const costs = entered.flatMap(({ cost }) => (cost.call === null ? [] : [cost.call]));
  return {
    prompts: entered.reduce((sum, { prompts }) => sum + prompts, 0),
    usage: usages.length > 0 ? addUp(usages) : null,
    costUsd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : null,
    costAdded: entered.reduce((sum, { cost }) => sum + cost.added, 0),
  };
}
