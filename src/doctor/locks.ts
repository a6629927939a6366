import { describeSharers } from '../store/lock-take-over.ts';
import type { World } from '../turn/world.ts';
import { found, type Repairable } from './repairable.ts';

/** Processes that a `claude` left behind, and that inherited the lock of its session: background jobs of a wrapper script. */
export async function checkLeftLocks(world: World, names: readonly string[]): Promise<Repairable[]> {
  const findings: Repairable[] = [];
  for (const name of names) {
    const sharers = await world.store.leftBehind(name);
    if (sharers.length === 0) continue;
    const holders = describeSharers(sharers);
    const message = `${name}: its lock is held by ${holders}, which an earlier claude left behind; the next call goes on without it`;
    findings.push({ finding: found('locks', 'note', message, `kill ${sharers.map(({ pid }) => pid).join(' ')}`) });
  }
  return findings;
}
