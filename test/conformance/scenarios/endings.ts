import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import type { About, Scene } from '../scene.ts';

const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;
const afterwards = { step: 'the next turn', session: 's', asked: 'resume', own: 'cherry', earlier: ['apple'] } as const satisfies About;
/** Ten attempts take over a minute. */
const impatient = { CLAUDE_CODE_MAX_RETRIES: '1' };
const quick = { CLAUDE_CODE_MAX_RETRIES: '3' };
const bash = `{{tool Bash ${JSON.stringify({ command: 'echo hi', description: 'Says hi' })}}}`;

export const endingScenarios: Scenario[] = [
  {
    name: 'api-error',
    title: 'API error',
    what: 'The API refuses the request (400). The next turn has the whole history.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      return [
        await scene.turn(['resume', 's', 'banana {{status 400}}'], { ...later, demanded: { turn: 'error' } }),
        await scene.turn(['resume', 's', 'cherry'], afterwards),
      ];
    },
  },
  {
    name: 'auth-error',
    title: 'Authentication error',
    what: 'The API refuses the key (401).',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      return [await scene.turn(['resume', 's', 'banana {{status 401}}'], { ...later, demanded: { turn: 'error' } }, { env: impatient })];
    },
  },
  {
    name: 'retries',
    title: 'Retries',
    what: 'The API is overloaded (529) once, and answers then.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const about: About = {
        ...later,
        facts: ({ exchanges }) => ({ said: {}, truth: { requests: exchanges.length } }),
        demanded: { facts: { requests: 2 } },
      };
      return [await scene.turn(['resume', 's', 'banana {{status 529 1}}'], about, { env: quick })];
    },
  },
  {
    name: 'max-turns',
    title: 'Max turns',
    what: 'One turn of the model is allowed, and a tool call needs two.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--allowed-tools', 'Bash');
      return [
        await scene.turn(['resume', 's', `banana ${bash}`, '--max-turns', '1'], { ...later, demanded: { turn: 'limit' } }),
        await scene.turn(['resume', 's', 'cherry'], { ...afterwards, earlier: ['apple', 'banana'] }),
      ];
    },
  },
  {
    name: 'budget-call',
    title: 'Budget of the call',
    what: '`--max-budget-usd` is less than the first request costs, and a tool call needs a second one.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--allowed-tools', 'Bash');
      const refusal = await scene.refusalOf('--max-budget-usd=0.0001');
      // 2.0.50 has spent it on its warm-up, and asks nothing.
      const args = ['resume', 's', `banana ${bash}`, '--max-budget-usd', '0.0001'];
      return [await scene.turn(args, { ...later, refusal, ...(refusal ? {} : { demanded: { saw: null, turn: 'limit' } }) })];
    },
  },
  {
    name: 'budget-session',
    title: 'Budget of the session',
    what: 'A turn with a `--budget-usd` that is not spent, and one with a budget that is: for that, chorus sends nothing.',
    run: async (scene) => {
      const prices = await learnPrices(scene);
      const paid = scene.box.api.answered.length;
      const spent = () => costOf(scene.box.api.answered.slice(paid), prices).toFixed(4);
      await scene.prepare('s', ['apple']);
      return [
        await scene.turn(['resume', 's', 'banana', '--budget-usd', '1'], later),
        await scene.turn(['resume', 's', 'cherry', '--budget-usd', '0.0001'], {
          ...afterwards,
          earlier: ['apple', 'banana'],
          refusal: 'budget',
          facts: ({ stderr }) => ({ said: { spent: /\$([\d.]+) of/.exec(stderr)?.[1] ?? null }, truth: { spent: spent() } }),
        }),
      ];
    },
  },
  {
    name: 'timeout',
    title: 'Timeout',
    what: '`--timeout` passes while the model is silent. The next turn has the whole history.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const args = ['resume', 's', 'banana {{delay 60000}}', '--timeout', '6'];
      return [
        await scene.turn(args, { ...later, turn: 'timeout', exitCode: 124 }),
        await scene.turn(['resume', 's', 'cherry'], afterwards),
      ];
    },
  },
  {
    name: 'background-task',
    title: 'Background task',
    what: 'A shell task goes on for a second after the answer. Where Claude tells of tasks, so does chorus, and of what became of it.',
    run: async (scene) => {
      const path = join(scene.box.work, 'done');
      const command = JSON.stringify({ command: `sleep 1; touch ${path}`, run_in_background: true, description: 'Sleeps' });
      const about: About = {
        session: 's',
        asked: 'start',
        own: 'apple',
        facts: ({ outcome, lines }) => {
          const [task] = (outcome?.turn as Told | undefined)?.backgroundTasks ?? [];
          const isTold = lines.some(({ subtype }) => subtype === 'task_started');
          return {
            said: { task: task === undefined ? 'not told of' : task.status === 'completed' ? 'done' : 'not done' },
            truth: { task: !isTold ? 'not told of' : existsSync(path) ? 'done' : 'not done' },
          };
        },
      };
      return [
        await scene.turn(['new', 's', `apple {{tool Bash ${command}}}`, '--allowed-tools', 'Bash'], about),
        await scene.turn(['resume', 's', 'banana'], later),
      ];
    },
  },
  {
    name: 'cost',
    title: 'Cost',
    what: 'Three turns and a branch of the same usage: each costs what a bare `claude` says that its requests cost, side calls included.',
    run: async (scene) => {
      const prices = await learnPrices(scene);
      const facts: About['facts'] = ({ outcome, answered: models }) => ({
        said: { cost: rounded(outcome?.turn.costUsd ?? -1) },
        truth: { cost: rounded(costOf(models, prices)) },
      });
      return [
        await scene.turn(['new', 's', 'apple'], { session: 's', asked: 'start', own: 'apple', facts }),
        await scene.turn(['resume', 's', 'banana'], { ...later, facts }),
        await scene.turn(['fork', 's', 'f', 'cherry'], {
          session: 'f',
          asked: 'fork',
          own: 'cherry',
          earlier: ['apple', 'banana'],
          original: scene.idOf('s') ?? '',
          facts,
        }),
        await scene.turn(['resume', 'f', 'damson'], {
          session: 'f',
          asked: 'resume',
          own: 'damson',
          earlier: ['apple', 'banana', 'cherry'],
          facts,
        }),
      ];
    },
  },
];

function rounded(usd: number): number {
  return Number(usd.toFixed(7));
}

interface Told {
  backgroundTasks: { status: string }[];
}

/** NaN, which is equal to nothing, where a price is not known. */
function costOf(models: readonly string[], prices: ReadonlyMap<string, number>): number {
  return models.reduce((sum, model) => sum + (prices.get(model) ?? Number.NaN), 0);
}

interface Priced {
  total_cost_usd: number;
  modelUsage?: Record<string, { costUSD: number }>;
}

/** What a request costs, by model: a side call has another model than the conversation, and may come or not. */
async function learnPrices(scene: Scene): Promise<Map<string, number>> {
  const prices = new Map<string, number>();
  const learn = async (...args: string[]) => {
    const before = scene.box.api.answered.length;
    const { stdout } = await scene.bare(['-p', '--output-format', 'json', ...args], 'price');
    const models = scene.box.api.answered.slice(before);
    const { total_cost_usd: total, modelUsage = {} } = JSON.parse(stdout) as Priced;
    // 1.0.60 and 1.0.90 tell the sum alone.
    for (const [name, { costUSD }] of Object.entries(modelUsage)) {
      const requests = models.filter((model) => model === name.replace(/\[.*\]$/, '')).length;
      if (requests > 0) prices.set(name.replace(/\[.*\]$/, ''), costUSD / requests);
    }
    const unknown = models.filter((model) => !prices.has(model));
    const known = models.reduce((sum, model) => sum + (prices.get(model) ?? 0), 0);
    if (new Set(unknown).size === 1) prices.set(unknown[0] as string, (total - known) / unknown.length);
  };
  await learn('--model', 'haiku');
  await learn();
  return prices;
}
