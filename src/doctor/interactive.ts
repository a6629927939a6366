import { concludeLeftRun } from '../turn/interactive/left-run.ts';
import type { World } from '../turn/world.ts';
import { byFix, found, type Repairable } from './repairable.ts';
import { holding, isHeld } from './survey.ts';

/** Interactive runs whose chorus was killed: what was said in them is not in the session yet. */
export async function checkLeftRuns(world: World): Promise<Repairable[]> {
  const findings: Repairable[] = [];
  for (const name of world.store.interactive.names()) {
    // It is open still, or its `claude` has outlived chorus.
    if (!(await isHeld(world, name))) findings.push(describeLeft(world, name));
  }
  return findings;
}

function describeLeft(world: World, name: string): Repairable {
  const { interactive, sessions } = world.store;
  const isToConclude = interactive.read(name) !== undefined && sessions.has(name);
  const what = isToConclude
    ? 'an interactive run was killed, and what was said in it is not recorded; the next resume does that first'
    : 'files of an interactive run are left that did not begin, or whose session is gone';
  return {
    finding: found('interactive', 'note', `${name}: ${what}`, byFix),
    repair: () =>
      holding(world, name, async () => {
        await concludeLeftRun(world, name);
        return isToConclude ? `recorded: ${sessions.readIfWhole(name)?.last?.verdict}` : 'removed';
      }),
  };
}
