import { join } from 'node:path';
import type { Conversation } from '../claude/call/argv.ts';
import type { Quirks } from '../claude/call/releases.ts';
import { findTranscript, projectDir, type TranscriptFile } from '../claude/transcript/projects.ts';
import { endsAt, hasRecord, hasRecordAfter } from '../claude/transcript/transcript.ts';
import type { Session } from '../core/session.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import type { World } from './world.ts';

/** A temporary transcript for a fork: the original's, up to the fork point. Removed after the fork. */
export interface ScratchTranscript {
  path: string;
  source: TranscriptFile;
  /** The uuid of its last record. */
  upTo: string;
  sessionId: string;
}

interface PlannedFork {
  conversation: Conversation;
  /** Set if the original has moved on, and the release cannot cut a conversation itself. */
  scratch: ScratchTranscript | undefined;
}

/**
 * How to fork from where the parent was when the fork was recorded.
 * @param before the parent's transcript, as it is now.
 * @throws ChorusError (3) if the fork point is no longer in it.
 */
export function planFork(world: World, session: Session, quirks: Quirks, before: TranscriptFile | undefined): PlannedFork {
  const { parent } = session;
  if (!parent) throw new Error('a fork has a parent');
  const cut = parent.at && before?.isReadable && !endsAt(before.path, parent.at.uuid) ? { at: parent.at.uuid, source: before } : undefined;
  if (cut && !hasRecord(cut.source.path, cut.at)) throw forkPointGone(session, parent.name);
  const scratch = cut && !quirks.resumeSessionAt ? scratchTranscript(world, session, cut) : undefined;
  const from = scratch?.sessionId ?? parent.sessionId;
  if (!quirks.forkSession) return { conversation: { kind: 'resume', id: from }, scratch };
  const id = quirks.forkTakesSessionId ? session.sessionId : undefined;
  return { conversation: { kind: 'fork', from, id, at: scratch ? undefined : cut?.at }, scratch };
}

/**
 * Whether a fork changed the original: wrote into it, or took records from it.
 * @param before the original's transcript before the fork; null if there was none to read.
 * @param uuid of a record of the fork.
 */
export function isParentChanged(
  world: Pick<World, 'env'>,
  { cwd, parent }: Session,
  before: { size: number } | null,
  uuid: string | undefined,
): boolean {
  if (!before || !parent) return false;
  const after = findTranscript(world.env, cwd, parent.sessionId);
  if (!after || after.size < before.size) return true;
  if (!after.isReadable) return false;
  return uuid !== undefined && hasRecordAfter(after, before.size, uuid);
}

function scratchTranscript(world: World, { cwd }: Session, { at, source }: { at: string; source: TranscriptFile }): ScratchTranscript {
  const sessionId = world.newId();
  return { path: join(projectDir(world.env, cwd), `${sessionId}.jsonl`), source, upTo: at, sessionId };
}

function forkPointGone({ name }: Session, parent: string): ChorusError {
  return chorusError(
    'fork-point-gone',
    `the point of ${JSON.stringify(parent)} that ${JSON.stringify(name)} branches from is no longer in its conversation`,
    `Nothing was sent. Branch it from where ${parent} is now: chorus fork ${parent} ${name} --force`,
  );
}
