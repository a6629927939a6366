import { isSessionId } from '../claude/stream/messages.ts';
import { traceTurn } from '../claude/transcript/lineage.ts';
import { findTranscript } from '../claude/transcript/projects.ts';
import { expectedIdOf, type PreparedTurn } from './prepare.ts';
import type { World } from './world.ts';

/**
 * Writes down the id under which a release that chooses it goes on (1.0.60 to 1.0.110, with every resume): if nobody sees the end of
 * the turn, its answer stands in a transcript that nothing else names. What keeps it from being written is left to the end of the
 * turn, which writes the same file.
 * @param id what Claude's `init` names.
 */
export async function noteMove({ store }: World, prepared: PreparedTurn, id: string): Promise<void> {
  const { session, plan, quirks } = prepared;
  const isChosen = (plan.kind === 'resume' && quirks.resumeChangesId) || (plan.kind === 'fork' && expectedIdOf(prepared) === null);
  if (!isChosen || id === session.sessionId || !isSessionId(id)) return;
  await store.sessions.update(session.name, () => ({ movingTo: id })).catch(() => {});
}

/**
 * Makes the session go on where a turn whose end nobody saw moved it to, if its answer is there. The caller holds the session.
 * @returns whether it did; then what was prepared has to be prepared anew.
 * @throws ChorusError (7)
 */
export async function followMove({ env, store }: World, { session, values }: PreparedTurn): Promise<boolean> {
  const { name, cwd, movingTo, tip, root } = session;
  const transcript = movingTo && findTranscript(env, cwd, movingTo);
  if (!transcript || !tip) return false;
  const { lineage, tip: answer } = traceTurn({ transcript, anchor: undefined, tip, root, sizeBefore: 0 });
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
  // It holds the whole conversation.
  for (const id of left.slice(-1)) store.vault.forget(id);
  return true;
}
