import { quirksOf } from '../claude/call/releases.ts';
import { type InitMessage, isSessionId } from '../claude/stream/messages.ts';
import { traceTurn } from '../claude/transcript/lineage.ts';
import { findTranscript } from '../claude/transcript/projects.ts';
import { readingOf } from './history-evidence.ts';
import { expectedIdOf, type PreparedTurn } from './prepare.ts';
import type { World } from './world.ts';

/**
 * Records the id under which a release that chooses it continues (early ones, with every resume). Otherwise, if nobody sees the
 * end of the turn, nothing would name the transcript that has its answer. `followMove` takes it only where the history is there. A failed write is not reported here: the end of the turn
 * writes the same file.
 */
export async function noteMove({ store }: World, prepared: PreparedTurn, init: InitMessage): Promise<void> {
  const { session, plan } = prepared;
  const { session_id: id, claude_code_version: release } = init;
  // Those that do so do not name themselves.
  const changesId = release === undefined || quirksOf(release).resumeChangesId;
  const isChosen = (plan.kind === 'resume' && changesId) || (plan.kind === 'fork' && expectedIdOf(prepared) === null);
  if (!isChosen || id === session.sessionId || !isSessionId(id)) return;
  await store.sessions.update(session.name, () => ({ movingTo: id })).catch(() => {});
}

/**
 * If nobody saw the end of a turn that moved the session to another id, and its answer is there, the session continues there. The
 * caller holds the session.
 * @returns whether it moved; then the turn must be prepared again.
 * @throws ChorusError (7)
 */
export async function followMove({ env, store }: World, { session, values, release }: PreparedTurn): Promise<boolean> {
  const { name, cwd, movingTo, tip, root } = session;
  const transcript = movingTo && findTranscript(env, cwd, movingTo);
  if (!transcript || !tip) return false;
  const reading = readingOf(release);
  const { lineage, tip: answer } = traceTurn({ transcript, anchor: undefined, tip, root, sizeBefore: 0, reading });
  if (lineage.status !== 'proved' || !answer || answer.messageId === tip.messageId) return false;
  const { formerIds: left } = await store.sessions.update(name, ({ formerIds, sessionId }) => ({
    sessionId: movingTo,
    formerIds: [...formerIds, sessionId],
    movingTo: undefined,
    tip: answer,
    state: 'active',
    transcriptSeen: true,
  }));
  if (values.vault === false) return true;
  store.vault.keep(movingTo, transcript.path);
  // The new transcript holds the whole conversation.
  for (const id of left.slice(-1)) store.vault.forget(id);
  return true;
}
