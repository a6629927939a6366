import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../claim.ts';
import type { Scenario } from '../scenario.ts';
import type { About, Call, Scene } from '../scene.ts';
import { initOf } from '../stream.ts';

const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;

export const settingsScenarios: Scenario[] = [
  {
    name: 'allowed-tools',
    title: 'Allowed tools',
    what: 'A tool that was allowed at the start runs in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--allowed-tools', 'Bash');
      return [await touching(scene)];
    },
  },
  {
    name: 'denied-tool',
    title: 'Denied tool',
    what: 'A tool that nobody allowed does not run.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--permission-mode', 'default');
      return [await touching(scene)];
    },
  },
  {
    name: 'system-prompt-kept',
    title: 'System prompt kept',
    what: 'The model gets the system prompt of the start in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--system-prompt', 'You are a pirate.');
      return [await scene.turn(['resume', 's', 'banana'], { ...later, facts: systemPrompt(scene, ['You are a pirate.']) })];
    },
  },
  {
    name: 'system-prompt-changed',
    title: 'System prompt changed',
    what: 'The model gets a system prompt that was changed, in that turn and in the next one.',
    run: async (scene) => {
      const prompts = ['You are a pirate.', 'You are a poet.'];
      await scene.prepare('s', ['apple'], '--system-prompt', 'You are a pirate.');
      await scene.run(['set', 's', 'systemPrompt=You are a poet.']);
      return [
        await scene.turn(['resume', 's', 'banana'], { ...later, facts: systemPrompt(scene, prompts) }),
        await scene.turn(['resume', 's', 'cherry'], {
          ...later,
          own: 'cherry',
          earlier: ['apple', 'banana'],
          facts: systemPrompt(scene, prompts),
        }),
      ];
    },
  },
  {
    name: 'model-pinned',
    title: 'Model pinned',
    what: 'The model of the start answers in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--model', 'sonnet');
      return [await scene.turn(['resume', 's', 'banana'], { ...later, facts: (call) => modelFacts(call, 'sonnet') })];
    },
  },
  {
    name: 'model-drifted',
    title: 'Model drifted',
    what: 'The machine is set up so that `haiku` means another model: chorus says so if another one answers.',
    run: async (scene) => {
      const env = { ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claude-sonnet-4-20250514' };
      const about = { session: 's', asked: 'start', own: 'apple', facts: (call: Call) => modelFacts(call, 'haiku') } as const;
      return [await scene.turn(['new', 's', 'apple', '--model', 'haiku'], about, { env })];
    },
  },
  {
    name: 'mode-pinned',
    title: 'Mode pinned',
    what: 'The permission mode of the start holds in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--permission-mode', 'acceptEdits');
      return [await scene.turn(['resume', 's', 'banana'], { ...later, facts: (call) => modeFacts(call, 'acceptEdits') })];
    },
  },
  {
    name: 'mode-drifted',
    title: 'Mode drifted',
    what: 'The settings forbid the mode that is asked for: chorus says so if another one is taken.',
    run: async (scene) => {
      const settings = JSON.stringify({ permissions: { disableBypassPermissionsMode: 'disable' } });
      const mode = ['--permission-mode', 'bypassPermissions', '--settings', settings];
      const refusal = await scene.refusalOf('--settings', settings);
      const about = { session: 's', asked: 'start', own: 'apple', refusal } as const;
      return [await scene.turn(['new', 's', 'apple', ...mode], { ...about, facts: (call) => modeFacts(call, 'bypassPermissions') })];
    },
  },
  {
    name: 'no-transcript',
    title: 'No transcript kept',
    what: '`--no-session-persistence`: the turn is answered, and nothing is left that could be gone on with.',
    run: async (scene) => {
      const refusal = await scene.refusalOf('--no-session-persistence');
      return [await scene.turn(['new', 's', 'apple', '--no-session-persistence'], { session: 's', asked: 'start', own: 'apple', refusal })];
    },
  },
];

async function touching(scene: Scene): Promise<Step> {
  const path = join(scene.box.work, 'touched');
  const prompt = `banana {{tool Bash ${JSON.stringify({ command: `touch ${path}`, description: 'Touches a file' })}}}`;
  const step = await scene.turn(['resume', 's', prompt], later);
  return { ...step, truth: { ...step.truth, turn: existsSync(path) ? 'ok' : 'denied' } };
}

/** chorus says what is pinned; the stub, which of the prompts the model got. */
function systemPrompt(scene: Scene, prompts: readonly string[]): NonNullable<About['facts']> {
  return ({ exchanges }) => ({
    said: { 'system prompt': String(scene.kept('s').settings.systemPrompt) },
    truth: { 'system prompt': prompts.filter((prompt) => exchanges[0]?.system.includes(prompt)).join(' and ') || 'that of claude' },
  });
}

function modelFacts({ outcome, exchanges }: Call, asked: string): ReturnType<NonNullable<About['facts']>> {
  const isSame = exchanges[0]?.model.includes(asked) === true;
  return { said: { model: saidDrift(outcome, 'model') }, truth: { model: isSame ? 'as asked' : 'drifted' } };
}

function modeFacts(call: Call, asked: string): ReturnType<NonNullable<About['facts']>> {
  const init = initOf(call.lines);
  // As root, some releases refuse the mode before there is anything to compare.
  if (!call.outcome || !init) return { said: {}, truth: {} };
  const isSame = init.permissionMode === asked;
  return { said: { mode: saidDrift(call.outcome, 'permissionMode') }, truth: { mode: isSame ? 'as asked' : 'drifted' } };
}

function saidDrift(outcome: Call['outcome'], key: string): string {
  return outcome?.verdict.drift.some((drift) => drift.key === key) ? 'drifted' : 'as asked';
}
