import type { Family } from '../case.ts';
import { startSession } from '../ground.ts';
import { time } from '../timed.ts';

/** What needs no `claude`, beside the time in which Node starts and ends with nothing to do. */
export const commands: Family = {
  name: 'commands',
  async *cases(ground) {
    const name = ground.ownName('commands');
    await startSession(ground, name, ground.quick);
    yield {
      name: 'commands',
      title: 'Commands that start no claude',
      unit: 'ms',
      rounds: ground.isShort ? 7 : 40,
      variants: {
        'node -e 0': () => time(ground.nothing()),
        '--version': () => time(ground.chorus(['--version'])),
        'completion of a command': () => time(ground.chorus(['__complete', 'fish', '--', 're'])),
        'completion of a name': () => time(ground.chorus(['__complete', 'fish', '--', 'resume', name.slice(0, 4)])),
        show: () => time(ground.chorus(['show', name])),
        list: () => time(ground.chorus(['list'])),
      },
      comparisons: [
        { of: '--version', to: 'node -e 0', by: 'ratio', atMost: 1.25 },
        { of: 'completion of a command', to: 'node -e 0', by: 'ratio', atMost: 1.25 },
        { of: 'completion of a name', to: 'node -e 0', by: 'ratio', atMost: 1.25 },
        { of: 'show', to: 'node -e 0', by: 'ratio' },
        { of: 'list', to: 'node -e 0', by: 'ratio', atMost: 2 },
      ],
    };
  },
};
