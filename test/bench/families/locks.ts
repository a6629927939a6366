import { readFileSync } from 'node:fs';
import type { Case, Family } from '../case.ts';
import { type Ground, startSession } from '../ground.ts';
import { time } from '../timed.ts';

/** Many calls of one session at once: each waits for its turn, and none is lost. */
export const locks: Family = {
  name: 'locks',
  async *cases(ground) {
    const name = ground.ownName('locks');
    await startSession(ground, name, ground.quick);
    for (const callers of ground.isShort ? [8] : [8, 32]) yield contend(ground, name, callers);
  },
};

function contend(ground: Ground, name: string, callers: number): Case {
  const call = () => time(ground.chorus(['resume', name, 'hello', '--quiet'], ground.quick));
  const turns = () => (JSON.parse(readFileSync(ground.sandbox.sessionFile(name), 'utf8')) as { totals: { turns: number } }).totals.turns;
  const timeAll = async (calls: () => Promise<unknown>) => {
    const [before, startedAt] = [turns(), performance.now()];
    await calls();
    const ms = performance.now() - startedAt;
    if (turns() !== before + callers) throw new Error(`${callers} calls, and ${turns() - before} turns`);
    return ms;
  };
  return {
    name: `locks-${callers}`,
    title: `${callers} turns of one session`,
    unit: 'ms',
    rounds: ground.isShort ? 3 : 5,
    variants: {
      'one after another': () =>
        timeAll(async () => {
          for (let caller = 0; caller < callers; caller++) await call();
        }),
      'at once': () => timeAll(() => Promise.all(Array.from({ length: callers }, call))),
    },
    comparisons: [{ of: 'at once', to: 'one after another', by: 'ratio', atMost: 1.25 }],
  };
}
