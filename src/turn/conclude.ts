import type { TurnOutcome } from '../core/outcome.ts';
import type { AskedTurn } from './asked-turn.ts';
import { judge } from './judge.ts';
import { assembleOutcome } from './outcome.ts';
import { type Journal, recordTurn } from './record.ts';
import type { SeenTurn } from './seen-turn.ts';
import type { World } from './world.ts';

export interface ConcludedTurn {
  outcome: TurnOutcome;
  /** What kept the session from being written. */
  unrecorded: Error | undefined;
}

/** The one tail of every turn, however it was run: evidence, judgement, outcome, what is written. The caller holds the session. */
export async function concludeTurn(world: World, asked: AskedTurn, seen: SeenTurn, journal?: Journal): Promise<ConcludedTurn> {
  const judgement = judge(asked, seen);
  const outcome = assembleOutcome(asked, seen, judgement);
  const unrecorded = await recordTurn(world, asked, seen, outcome, journal);
  return { outcome, unrecorded };
}
