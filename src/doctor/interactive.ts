import { concludeLeftRun } from '../turn/interactive/left-run.ts';
import type { World } from '../turn/world.ts';
import { byFix, found, type Repairable } from './repairable.ts';
import { isHeld, withTurnLock } from './survey.ts';

/** Interactive runs whose chorus was killed, so that they are not recorded in the session yet. */
export async function checkLeftRuns(world: World): Promise<Repairable[]> {
  const findings: Repairable[] = [];
  for (const name of world.store.interactive.names()) {
    // A run that is held is still open, or its `claude` is still running.
    if (!(await isHeld(world, name))) findings.push(leftRunFinding(world, name));
  }
  return findings;
}

function leftRunFinding(world: World, name: string): Repairable {
  const { interactive, sessions } = world.store;
  const isToConclude = interactive.read(name) !== undefined && sessions.has(name);
  const what = isToConclude
    ? 'an interactive run was killed before it was recorded; the next resume records it first'
    : 'files are left over from an interactive run that never began, or whose session is gone';
  return {
    finding: found('interactive', 'note', `${name}: ${what}`, byFix),
    repair: () =>
      withTurnLock(world, name, async () => {
        await concludeLeftRun(world, name);
        return isToConclude ? `recorded: ${sessions.readIfWhole(name)?.last?.verdict}` : 'removed';
      }),
  };
}
