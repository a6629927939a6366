import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import type { About, Call, Scene } from '../scene.ts';

const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;

export const settingsScenarios: Scenario[] = [
  {
    name: 'allowed-tools',
    title: 'Allowed tools',
    what: 'A tool that was allowed at the start runs in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--allowed-tools', 'Bash');
      const { prompt, ...about } = touching(scene, { ...later, demanded: { turn: 'ok' } });
      return [await scene.turn(['resume', 's', prompt], about)];
    },
  },
  {
    name: 'denied-tool',
    title: 'Denied tool',
    what: 'A tool that nobody allowed does not run.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--permission-mode', 'default');
      const { prompt, ...about } = touching(scene, { ...later, demanded: { turn: 'denied' } });
      return [await scene.turn(['resume', 's', prompt], about)];
    },
  },
  {
    name: 'system-prompt-kept',
    title: 'System prompt kept',
    what: 'The model gets the system prompt of the start in a later turn.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--system-prompt', pirate);
      return [await scene.turn(['resume', 's', 'banana'], systemPromptIs(scene, pirate))];
    },
  },
  {
    name: 'system-prompt-changed',
    title: 'System prompt changed',
    what: 'The model gets a system prompt that was changed, in that turn and in the next one.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--system-prompt', pirate);
      await scene.run(['set', 's', `systemPrompt=${poet}`]);
      return [
        await scene.turn(['resume', 's', 'banana'], systemPromptIs(scene, poet)),
        await scene.turn(['resume', 's', 'cherry'], {
          ...systemPromptIs(scene, poet),
          own: 'cherry',
          earlier: ['apple', 'banana'],
        }),
      ];
    },
  },
  {
    name: 'model-pinned',
    title: 'Model pinned',
    what: 'The model of the start answers in a later turn.',
    run: async (scene) => {
      // None takes haiku by itself.
      await scene.prepare('s', ['apple'], '--model', 'haiku');
      const demanded = { facts: { model: 'as asked' } };
      return [await scene.turn(['resume', 's', 'banana'], { ...later, facts: (call) => modelFacts(call, 'haiku'), demanded })];
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
    what: 'The permission mode of the start holds in a later turn: by `acceptEdits` a file is written, and nobody is asked.',
    run: async (scene) => {
      await scene.prepare('s', ['apple'], '--permission-mode', 'acceptEdits');
      const path = join(scene.box.work, 'written');
      const prompt = `banana {{tool Write ${JSON.stringify({ file_path: path, content: 'hi' })}}}`;
      const about: About = { ...later, facts: (call) => modeFacts(call, 'acceptEdits', path), demanded: { facts: { mode: 'as asked' } } };
      return [await scene.turn(['resume', 's', prompt], about)];
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
      const path = join(scene.box.work, 'touched');
      const { prompt, ...about } = touching(scene, {
        session: 's',
        asked: 'start',
        own: 'apple',
        refusal,
        facts: (call) => modeFacts(call, 'bypassPermissions', path),
        demanded: { turn: null },
      });
      // Without it, some releases refuse to start in this mode as root.
      const env = { IS_SANDBOX: '1' };
      return [await scene.turn(['new', 's', prompt, ...mode], refusal ? { ...about, turn: '' } : about, { env })];
    },
  },
  {
    name: 'no-transcript',
    title: 'No transcript kept',
    what: '`--no-session-persistence`: the turn is answered, and nothing is left that could be gone on with.',
    run: async (scene) => {
      const refusal = await scene.refusalOf('--no-session-persistence');
      const about: About = {
        session: 's',
        asked: 'start',
        own: 'apple',
        refusal,
        facts: ({ after }) => ({ said: {}, truth: { transcripts: after.size } }),
        demanded: { facts: { transcripts: 0 } },
      };
      return [await scene.turn(['new', 's', 'apple', '--no-session-persistence'], about)];
    },
  },
];

/** A tool is called that leaves a file behind where it may run: the file tells how the turn ended. */
function touching(scene: Scene, about: About): About & { prompt: string } {
  const path = join(scene.box.work, 'touched');
  const tool = JSON.stringify({ command: `touch ${path}`, description: 'Touches a file' });
  return { ...about, prompt: `${about.own} {{tool Bash ${tool}}}`, turn: () => (existsSync(path) ? 'ok' : 'denied') };
}

const pirate = 'You are a pirate.';
const poet = 'You are a poet.';

/** chorus says what is pinned; the stub, which of the prompts the model got. */
function systemPromptIs(scene: Scene, prompt: string): About {
  return {
    ...later,
    facts: async ({ exchanges }) => {
      const { stdout } = await scene.run(['show', 's', '--json']);
      const { settings } = JSON.parse(String(stdout)) as { settings: { systemPrompt?: { value: string } } };
      const got = [pirate, poet].filter((each) => exchanges[0]?.system.includes(each)).join(' and ');
      return { said: { 'system prompt': settings.systemPrompt?.value ?? null }, truth: { 'system prompt': got || 'that of claude' } };
    },
    demanded: { facts: { 'system prompt': prompt } },
  };
}

function modelFacts({ outcome, exchanges }: Call, asked: string): ReturnType<NonNullable<About['facts']>> {
  const isSame = exchanges[0]?.model.includes(asked) === true;
  return { said: { model: saidDrift(outcome, 'model') }, truth: { model: isSame ? 'as asked' : 'drifted' } };
}

/** Whether the tool ran is how the mode is known: what `init` says of it is what chorus goes by itself. */
/**
 * The mode holds if what it allows was done, and if the transcript names no other one: 2.1.300 takes `auto` in the place of a mode that
 * is forbidden, and that allows much as well.
 */
function modeFacts({ outcome, after }: Call, asked: string, path: string): ReturnType<NonNullable<About['facts']>> {
  if (!outcome) return { said: {}, truth: {} };
  const recorded = [...after.values()].flat().findLast(({ permissionMode }) => permissionMode !== undefined)?.permissionMode ?? asked;
  const holds = existsSync(path) && recorded === asked;
  return { said: { mode: saidDrift(outcome, 'permissionMode') }, truth: { mode: holds ? 'as asked' : 'drifted' } };
}

function saidDrift(outcome: Call['outcome'], key: string): string {
  return outcome?.verdict.drift.some((drift) => drift.key === key) ? 'drifted' : 'as asked';
}
