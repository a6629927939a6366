import { join } from 'node:path';
import { findTranscript, projectDir, type TranscriptFile } from '../claude/transcript/projects.ts';
import { hasRecord, lastRecordId } from '../claude/transcript/transcript.ts';
import type { Session, Tip } from '../core/session.ts';
import type { World } from './world.ts';

/** A transcript to restore from the vault before the turn. */
export interface Restoration {
  sessionId: string;
  /** The path in Claude's folder. */
  to: string;
  /** Bytes that are left of it; null if it is gone. */
  left: number | null;
}

/** A conversation as a turn finds it. */
export interface FoundConversation {
  /** Where its records can be read now; undefined if there are none. */
  transcript: TranscriptFile | undefined;
  restoration: Restoration | undefined;
}

/**
 * Finds a conversation's transcript, and its copy in the vault if the transcript is gone, empty, or cut: shorter than the
 * copy or without the tip, and with no newer last record of its own. What something else wrote is never replaced.
 */
export function findConversation(world: World, { cwd }: Session, sessionId: string, tip: Tip | null): FoundConversation {
  const transcript = findTranscript(world.env, cwd, sessionId);
  const copy = world.store.vault.copyOf(sessionId);
  if (!copy || !isDamaged(transcript, copy, tip)) return { transcript, restoration: undefined };
  const to = transcript?.path ?? join(projectDir(world.env, cwd), `${sessionId}.jsonl`);
  return {
    transcript: { path: copy.path, size: copy.size, isReadable: true },
    restoration: { sessionId, to, left: transcript?.size ?? null },
  };
}

function isDamaged(transcript: TranscriptFile | undefined, copy: { path: string; size: number }, tip: Tip | null): boolean {
  if (!transcript || transcript.size === 0) return transcript?.isReadable !== false;
  if (!transcript.isReadable) return false;
  const isCut = transcript.size < copy.size || (tip !== null && !hasRecord(transcript.path, tip.uuid) && hasRecord(copy.path, tip.uuid));
  if (!isCut) return false;
  const last = lastRecordId(transcript.path);
  return last === undefined || hasRecord(copy.path, last);
}
