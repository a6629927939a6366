import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../../support/leftovers.ts';
import type { Spawned } from '../../support/sandbox.ts';
import type { View } from '../claim.ts';
import type { Scenario } from '../scenario.ts';
import type { About, Scene } from '../scene.ts';

const long = 'banana {{delay 60000}}';
const later = { session: 's', asked: 'resume', own: 'banana', earlier: ['apple'] } as const satisfies About;
const afterwards = { step: 'the next turn', session: 's', asked: 'resume', own: 'cherry', earlier: ['apple'] } as const satisfies About;

type Meanwhile = (child: Spawned, asked: () => boolean) => Promise<void>;

export const killScenarios: Scenario[] = [
  interrupted('sigint', 'SIGINT', 130),
  interrupted('sigterm', 'SIGTERM', 143),
  killed(
    'sigkill-before-init',
    'SIGKILL before init',
    '`claude` is killed as soon as it runs.',
    { prompt: 'banana', demanded: { saw: 'nothing' } },
    async (child) => {
      while (claudesOf(child).length === 0 && isRunning(child)) await sleep(2);
      killAll(claudesOf(child));
    },
  ),
  killed('sigkill-in-turn', 'SIGKILL in the turn', '`claude` is killed while the model thinks.', { prompt: long }, async (child, asked) => {
    while (!asked() && isRunning(child)) await sleep(5);
    await sleep(300);
    killAll(claudesOf(child));
  }),
  {
    name: 'sigkill-after-result',
    title: 'SIGKILL after the result',
    what: 'chorus and `claude` are killed when the answer is out. The next turn has it in its history, if Claude had written it down.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      scene.know('banana');
      const { after, exitCode, signal } = await scene.call(['resume', 's', 'banana'], 'banana', { meanwhile: whenAnswered });
      if (signal !== 'SIGKILL') throw new Error(`chorus was to be killed, and ended by itself: ${exitCode}`);
      return [await afterKill(scene, 'cherry', scene.holdsAnswer(after, 'banana') ? ['apple', 'banana'] : ['apple'])];
    },
  },
  {
    name: 'chorus-killed',
    title: 'chorus killed in the turn',
    what: 'chorus and `claude` are killed while the model thinks, in a later turn. The next one has the whole history.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      scene.know('banana');
      await scene.call(['resume', 's', long], 'banana', { meanwhile: whenAsked });
      return [await afterKill(scene, 'cherry', ['apple'])];
    },
  },
  {
    name: 'wedged',
    title: 'Wedged first turn',
    what: 'chorus and `claude` are killed in the first turn, after the prompt was written. The next call gets an answer under that name, and goes on with that prompt where `claude` by itself can.',
    run: async (scene) => {
      scene.know('banana');
      await scene.call(['new', 's', long], 'banana', { meanwhile: whenAsked });
      scene.know('cherry');
      const idBefore = scene.idOf('s') ?? null;
      const goesOn = await canGoOn(scene, idBefore);
      const call = await scene.call(['resume', 's', 'cherry'], 'cherry');
      const hasPrompt = call.exchanges[0]?.history.some((line) => line.includes('banana')) === true;
      const about: About = {
        step: 'the next turn',
        session: 's',
        asked: goesOn ? 'resume' : 'start',
        own: 'cherry',
        demanded: { saw: goesOn ? 'whole' : 'blank' },
      };
      const step = await scene.judge(call, about, (goesOn ? idBefore : scene.idOf('s')) ?? null);
      // No turn was answered before: with the killed prompt, blank is all there is.
      const whole = (view: View) => (hasPrompt && view === 'blank' ? 'whole' : view);
      return [{ ...step, truth: { ...step.truth, saw: whole(step.truth.saw), kept: whole(step.truth.kept) } }];
    },
  },
];

/** Whether the bare `claude` goes on with this conversation, tried in a copy of its home. */
async function canGoOn(scene: Scene, id: string | null): Promise<boolean> {
  const copy = join(scene.box.root, 'copy-of-home');
  cpSync(scene.box.home, copy, { recursive: true });
  const { exitCode } = await scene.bare(['-p', `--resume=${id}`], 'probe', copy);
  return exitCode === 0;
}

function interrupted(name: string, signal: NodeJS.Signals, exitCode: number): Scenario {
  return {
    name,
    title: signal,
    what: `chorus gets ${signal} while the model thinks. The next turn has the whole history.`,
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const meanwhile: Meanwhile = async (child, asked) => {
        while (!asked() && isRunning(child)) await sleep(5);
        await sleep(300);
        child.kill(signal);
      };
      return [
        await scene.turn(['resume', 's', long], { ...later, turn: 'interrupted', exitCode }, { meanwhile }),
        await scene.turn(['resume', 's', 'cherry'], afterwards),
      ];
    },
  };
}

function killed(
  name: string,
  title: string,
  what: string,
  { prompt, demanded = {} }: { prompt: string; demanded?: About['demanded'] },
  meanwhile: Meanwhile,
): Scenario {
  return {
    name,
    title,
    what: `${what} The next turn has the whole history.`,
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      return [
        await scene.turn(['resume', 's', prompt], { ...later, exitCode: 137, demanded: { turn: 'none', ...demanded } }, { meanwhile }),
        await scene.turn(['resume', 's', 'cherry'], afterwards),
      ];
    },
  };
}

/** Of a session whose file may name the conversation of before the kill: the transcript that chorus goes on with is the one that counts. */
async function afterKill(scene: Scene, own: string, earlier: readonly string[]) {
  return scene.turn(['resume', 's', own], { step: 'the next turn', session: 's', asked: 'resume', own, earlier });
}

const whenAsked: Meanwhile = async (child, asked) => {
  while (!asked() && isRunning(child)) await sleep(5);
  await sleep(300);
  killBoth(child);
};

const whenAnswered: Meanwhile = async (child) => {
  let isAnswered = false;
  child.stdout?.on('data', (chunk) => {
    isAnswered ||= String(chunk).includes('"type":"result"');
  });
  while (!isAnswered && isRunning(child)) await sleep(1);
  killBoth(child);
};

function killBoth(child: Spawned): void {
  if (!isRunning(child)) return;
  // Stands still first, so that it writes nothing in between.
  child.kill('SIGSTOP');
  killAll(claudesOf(child));
  child.kill('SIGKILL');
}

/** The release is known by a turn before: what chorus starts is the turn. */
function claudesOf({ pid }: Spawned): number[] {
  return childrenOf(pid as number);
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function isRunning({ exitCode, signalCode }: Spawned): boolean {
  return (exitCode ?? null) === null && (signalCode ?? null) === null;
}
