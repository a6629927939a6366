import { type Conversation, type Selection as HistorySelection, readConversation } from '../claude/transcript/conversation.ts';
import type { TranscriptFile } from '../claude/transcript/projects.ts';
import type { Session } from '../core/session.ts';
import { type ChorusError, chorusError } from '../errors.ts';
import { findConversation } from '../turn/restoration.ts';
import type { World } from '../turn/world.ts';

export type { Selection as HistorySelection } from '../claude/transcript/conversation.ts';

export interface History extends Conversation {
  /** The file that was read; null for a session without a turn. */
  source: { path: string; kind: 'transcript' | 'vault' } | null;
  /** Whether the last answer that chorus saw is in it; null if that is not known. */
  holdsTip: boolean | null;
}

/**
 * The conversation of a session, from Claude's transcript, or from the vault's copy if the transcript is gone, cut or unreadable.
 * @throws ChorusError `transcript-gone`, `file-unreadable`
 */
export async function readHistory(world: World, session: Session, selection: HistorySelection): Promise<History> {
  const source = await findSource(world, session);
  if (!source) return { ...nothing, source: null, holdsTip: null };
  try {
    const conversation = readConversation(source.path, selection, session.cwd);
    const holdsTip = session.tip && source.kind === 'transcript' ? conversation.has(session.tip.uuid) : null;
    return { ...conversation, source, holdsTip };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw unreadable(source.path, cause);
  }
}

const nothing: Conversation = { turns: [], total: 0, damaged: { lines: 0, bytes: 0 }, gaps: 0, isWhole: true, has: () => false };

async function findSource(world: World, session: Session): Promise<History['source']> {
  const { name, sessionId, state, transcriptSeen } = session;
  const { transcript, restoration } = await findConversation(world, session, sessionId);
  if (transcript && isUsable(transcript)) return { path: transcript.path, kind: restoration ? 'vault' : 'transcript' };
  const copy = world.store.vault.copyOf(sessionId);
  if (copy) return { path: copy.path, kind: 'vault' };
  if (transcript && !transcript.isReadable) throw unreadable(transcript.path);
  if (state === 'recorded') return null;
  throw chorusError(
    'transcript-gone',
    transcriptSeen ? `the transcript of ${name} is gone, and the vault has no copy of it` : `there is no transcript of ${name}`,
    transcriptSeen
      ? `Start a new conversation under this name: chorus resume ${name} --fresh. What chorus knows of it: chorus show ${name}.`
      : 'If claude keeps it elsewhere (in a container, on another host), set CLAUDE_CONFIG_DIR to its folder.',
  );
}

function isUsable({ isReadable, size }: TranscriptFile): boolean {
  return isReadable && size > 0;
}

function unreadable(path: string, cause?: Error): ChorusError {
  return chorusError(
    'file-unreadable',
    `${path} cannot be read${cause ? `: ${cause.message}` : ''}`,
    'Check its owner and permissions.',
    cause,
  );
}
