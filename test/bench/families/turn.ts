import type { Case, Family } from '../case.ts';
import { type Ground, startPair, startSession } from '../ground.ts';
import { time } from '../timed.ts';

const prompt = 'hello';

/** A whole turn, beside the same command line without chorus. Each variant has a conversation of its own, and they grow alike. */
export const turn: Family = {
  name: 'turn',
  async *cases(ground) {
    yield await realTurn(ground);
    yield await quickTurn(ground);
  },
};

async function realTurn(ground: Ground): Promise<Case> {
  const { name, wrapped } = await startPair(ground, 'turn');
  const bare = await startSession(ground, ground.ownName('bare'));
  const { work: cwd, env } = ground.sandbox;
  return {
    name: 'turn',
    title: 'A whole turn, with the real claude',
    unit: 'ms',
    rounds: ground.isShort ? 3 : 60,
    variants: {
      claude: () => time({ file: bare.path, args: bare.argv, cwd, env, input: prompt }),
      'minimal wrapper': () => time(ground.wrapper(prompt, wrapped)),
      chorus: () => time(ground.chorus(['resume', name, prompt, '--quiet'])),
    },
    comparisons: [
      { of: 'chorus', to: 'claude', by: 'ratio', atMost: ground.node.major >= 24 ? 1.15 : 1.2 },
      { of: 'chorus', to: 'minimal wrapper', by: 'ratio', atMost: 1.06 },
      { of: 'chorus', to: 'minimal wrapper', by: 'difference' },
    ],
  };
}

async function quickTurn(ground: Ground): Promise<Case> {
  const { name, wrapped } = await startPair(ground, 'quick', ground.quick);
  return {
    name: 'quick-turn',
    title: 'A whole turn, with a claude that answers at once',
    unit: 'ms',
    rounds: ground.isShort ? 7 : 30,
    variants: {
      'minimal wrapper': () => time(ground.wrapper(prompt, wrapped)),
      chorus: () => time(ground.chorus(['resume', name, prompt, '--quiet'], ground.quick)),
    },
    comparisons: [
      { of: 'chorus', to: 'minimal wrapper', by: 'ratio' },
      { of: 'chorus', to: 'minimal wrapper', by: 'difference' },
    ],
  };
}
