import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from '../case.ts';
import { startPair } from '../ground.ts';
import { type Command, run } from '../timed.ts';

const program = new URL('../cpu-time.cjs', import.meta.url).pathname;

/** The CPU time of the process itself, all threads of it: on a busy machine it says more than the clock. */
export const cpu: Family = {
  name: 'cpu',
  async *cases(ground) {
    const { name, wrapped } = await startPair(ground, 'cpu', ground.quick);
    const note = join(ground.sandbox.root, 'cpu');
    const cpuOf = (command: Command) => async () => {
      await run({ ...command, env: { ...command.env, NODE_OPTIONS: `--require=${program}`, CHORUS_BENCH_CPU: note } });
      return Number(readFileSync(note, 'utf8'));
    };
    yield {
      name: 'cpu',
      title: 'CPU time, of the process itself',
      unit: 'ms',
      rounds: ground.isShort ? 7 : 20,
      variants: {
        'node -e 0': cpuOf(ground.nothing()),
        'minimal wrapper': cpuOf(ground.wrapper('hello', wrapped)),
        'chorus resume': cpuOf(ground.chorus(['resume', name, 'hello', '--quiet'], ground.quick)),
        'chorus list': cpuOf(ground.chorus(['list'])),
        'chorus show': cpuOf(ground.chorus(['show', name])),
        'chorus --version': cpuOf(ground.chorus(['--version'])),
        'completion of a name': cpuOf(ground.chorus(['__complete', 'fish', '--', 'resume', name.slice(0, 2)])),
      },
      comparisons: [
        { of: 'chorus resume', to: 'minimal wrapper', by: 'difference' },
        { of: 'chorus resume', to: 'minimal wrapper', by: 'ratio' },
        { of: 'chorus list', to: 'node -e 0', by: 'ratio' },
        { of: 'chorus show', to: 'node -e 0', by: 'ratio' },
        { of: 'chorus --version', to: 'node -e 0', by: 'ratio' },
        { of: 'completion of a name', to: 'node -e 0', by: 'ratio' },
      ],
    };
  },
};
