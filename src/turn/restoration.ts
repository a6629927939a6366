import { join } from 'node:path';
import type { TranscriptState } from '../claude/transcript/difference.ts';
import { findTranscript, projectDir, type TranscriptFile } from '../claude/transcript/projects.ts';
import { type FileStamp, isSameStamp, type Session } from '../core/session.ts';
import type { VaultCopy } from '../store/vault.ts';
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
  /**
   * Set if the transcript lacks records that the vault has, and may do so on purpose: how many whole records are missing. Neither is it
   * restored, nor may it be sent.
   */
  missing: number | undefined;
  /** Whether it changed since the last turn, so that its copy may differ anywhere. */
  isChanged: boolean;
  /** Whether a record says something else than it did, so that the context may have another size. */
  isEdited?: boolean | undefined;
}

/**
 * Finds a conversation's transcript, and its copy in the vault if the transcript is gone, empty or broken off. What a person edited, or
 * something else wrote, is never replaced. The two are compared only if the transcript is not as it was noted after the last turn.
 */
export async function findConversation(world: World, { cwd, transcriptStamp }: Session, sessionId: string): Promise<FoundConversation> {
  const transcript = findTranscript(world.env, cwd, sessionId);
  const copy = world.store.vault.copyOf(sessionId);
  const found = { transcript, restoration: undefined, missing: undefined, isChanged: false };
  if (!copy || transcript?.isReadable === false) return found;
  const { state, missing } = await compareWithCopy(world, transcript, { ...copy, sessionId }, transcriptStamp);
  switch (state) {
    case 'same':
      return found;
    case 'gone':
    case 'broken-off': {
      const to = transcript?.path ?? join(projectDir(world.env, cwd), `${sessionId}.jsonl`);
      return {
        transcript: { path: copy.path, size: copy.size, isReadable: true },
        restoration: { sessionId, to, left: transcript?.size ?? null },
        missing: undefined,
        isChanged: false,
      };
    }
    case 'incomplete':
      return { ...found, missing, isChanged: true };
    default:
      return { ...found, isChanged: true, isEdited: state === 'edited' };
  }
}

interface Comparison {
  /** `same`: as it was noted after the last turn. `gone`: or empty. */
  state: TranscriptState | 'same' | 'gone';
  missing: number;
}

async function compareWithCopy(
  { store }: World,
  transcript: TranscriptFile | undefined,
  copy: Pick<VaultCopy, 'path' | 'size' | 'sessionId'>,
  noted: FileStamp | undefined,
): Promise<Comparison> {
  if (!transcript || transcript.size === 0) return { state: 'gone', missing: 0 };
  const { stamp, path, size } = transcript;
  if (isSameStamp(stamp, noted)) return { state: 'same', missing: 0 };
  // What is appended leaves the inode: an editor, and `sed -i`, write another file.
  const mayBeGrown = size >= copy.size && (!noted || (size > noted.size && stamp?.inode === noted.inode));
  if (mayBeGrown && store.vault.isGrown(copy.sessionId, path)) return { state: 'grown', missing: 0 };
  // Loaded late: most turns find their transcript as the last one left it.
  const { compareTranscripts, stateOf } = await import('../claude/transcript/difference.ts');
  const difference = compareTranscripts(path, copy.path);
  return { state: stateOf(difference), missing: difference.missing };
}
