import type { Family } from '../case.ts';
import { startPair } from '../ground.ts';
import { time, timeUntilNoted } from '../timed.ts';

/** How long it takes until `claude` is started, beside the time in which Node starts and ends with nothing to do. */
export const start: Family = {
  name: 'start',
  async *cases(ground) {
    const { name, wrapped } = await startPair(ground, 'start', ground.quick);
    const { work: cwd, env } = ground.sandbox;
    yield {
      name: 'start',
      title: 'Until claude is started',
      unit: 'ms',
      rounds: ground.isShort ? 7 : 40,
      variants: {
        'node -e 0': () => time(ground.nothing()),
        'claude by itself': () =>
          timeUntilNoted(
            { file: wrapped.path, args: wrapped.argv, cwd, env: { ...env, ...ground.quick }, input: 'hello' },
            ground.startedNote,
          ),
        'minimal wrapper': () => timeUntilNoted(ground.wrapper('hello', wrapped), ground.startedNote),
        chorus: () => timeUntilNoted(ground.chorus(['resume', name, 'hello', '--quiet'], ground.quick), ground.startedNote),
      },
      comparisons: [
        { of: 'chorus', to: 'node -e 0', by: 'difference', atMost: 30 },
        { of: 'chorus', to: 'minimal wrapper', by: 'difference' },
        { of: 'chorus', to: 'minimal wrapper', by: 'ratio' },
      ],
    };
  },
};
