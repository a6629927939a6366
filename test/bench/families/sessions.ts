import type { Case, Family, Measure } from '../case.ts';
import { startSession } from '../ground.ts';
import { openPicker } from '../picker.ts';
import { fillHome } from '../session-files.ts';
import { time } from '../timed.ts';

/** What each of these takes with few sessions and with very many. */
export const sessions: Family = {
  name: 'sessions',
  async *cases(ground) {
    const homes: { count: string; env: Record<string, string> }[] = [];
    const name = ground.ownName('one-of-many');
    for (const count of ground.isShort ? [10, 1000] : [10, 1000, 10_000, 100_000]) {
      const env = { ...ground.quick, CHORUS_HOME: fillHome(ground.sandbox, count) };
      await startSession(ground, name, env);
      homes.push({ count: count.toLocaleString('en'), env });
    }
    const many = (measure: (env: Record<string, string>) => Promise<number>): Record<string, Measure> =>
      Object.fromEntries(homes.map(({ count, env }) => [count, () => measure(env)]));
    const chorus = (...args: string[]) => many((env) => time(ground.chorus(args, env)));
    const grown: Omit<Case, 'name' | 'title' | 'variants'> = {
      unit: 'ms',
      rounds: ground.isShort ? 5 : 20,
      comparisons: homes.slice(1).map(({ count }) => ({ of: count, to: '10', by: 'ratio', atMost: 1.1 })),
    };
    yield { ...grown, name: 'turn-of-many', title: 'A turn, with so many sessions', variants: chorus('resume', name, 'hello', '--quiet') };
    if (!ground.isShort)
      yield { ...grown, name: 'show-of-many', title: 'chorus show, with so many sessions', variants: chorus('show', name) };
    yield {
      ...grown,
      name: 'list-of-many',
      title: 'chorus list, with so many sessions',
      rounds: ground.isShort ? 4 : 5,
      variants: { ...chorus('list'), 'node -e 0': () => time(ground.nothing()) },
      comparisons: homes.map(({ count }) => ({ of: count, to: 'node -e 0', by: 'ratio', ...(count === '1,000' ? { atMost: 2 } : {}) })),
    };
    if (ground.isShort) return;
    yield {
      ...grown,
      name: 'picker-of-many',
      title: 'Until the picker can be typed in, with so many sessions',
      rounds: 5,
      variants: many((env) => openPicker(ground, env)),
      comparisons: homes.slice(1).map(({ count }) => ({ of: count, to: '10', by: 'ratio' })),
    };
  },
};
