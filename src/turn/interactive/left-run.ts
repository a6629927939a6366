import { askedTurnOfRun } from '../asked-turn.ts';
import { concludeTurn } from '../conclude.ts';
import type { World } from '../world.ts';
import { evidenceOfRun } from './run-evidence.ts';

/**
 * Judges and records an interactive run whose chorus was killed, if there is one. The caller holds the session.
 * @throws ChorusError (7) if it cannot be recorded: otherwise the next turn would continue from before it.
 */
export async function concludeLeftRun(world: World, name: string): Promise<void> {
  const { sessions, interactive } = world.store;
  const journal = interactive.read(name);
  if (!journal || !sessions.has(name)) return interactive.end(name);
  const session = await sessions.get(name);
  const seen = evidenceOfRun(world, session, journal, undefined);
  const { unrecorded } = await concludeTurn(world, askedTurnOfRun(session, journal.run), seen, { end: () => interactive.end(name) });
  if (unrecorded) throw unrecorded;
}
