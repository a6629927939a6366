import type { TurnOutcome } from '../core/outcome.ts';
import type { AskedTurn } from './asked-turn.ts';
import { hasWholeCopy } from './history-evidence.ts';
import { judge } from './judge.ts';
import { assembleOutcome } from './outcome.ts';
import { type Journal, recordTurn } from './record.ts';
import type { SeenTurn } from './seen-turn.ts';
import type { World } from './world.ts';

interface ConcludedTurn {
  outcome: TurnOutcome;
  /** The error that kept the session from being written. */
  unrecorded: Error | undefined;
}

/** The last steps of every turn, however it was run: judge, assemble the outcome, record. The caller holds the session. */
export async function concludeTurn(world: World, asked: AskedTurn, seen: SeenTurn, journal?: Journal): Promise<ConcludedTurn> {
  const judgement = judge(asked, seen);
  const isRestorable = judgement.status !== 'truncated' || asked.missing !== undefined || hasWholeCopy(world, asked.session);
  const outcome = assembleOutcome(asked, seen, judgement, isRestorable);
  const unrecorded = await recordTurn(world, asked, seen, outcome, journal);
  return { outcome, unrecorded };
}
