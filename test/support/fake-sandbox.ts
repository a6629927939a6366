import { join } from 'node:path';
import { createFakeClaude, fakeCalls, type Scenario, type Step } from './fake-claude.ts';
import { createSandbox } from './sandbox.ts';

export type FakeSandbox = Awaited<ReturnType<typeof createFakeSandbox>>;

/** A sandbox whose `claude` is a fake; `play` and `stage` change what it does. */
export async function createFakeSandbox(release: string | null, ...steps: Step[]) {
  const sandbox = await createSandbox({ claude: '/set/below' });
  const dir = join(sandbox.root, 'fake');
  const stage = (scenario: Scenario) => {
    sandbox.env.CHORUS_CLAUDE = createFakeClaude(dir, scenario);
  };
  const play = (nextRelease: string | null, ...nextSteps: Step[]) => stage({ release: nextRelease, steps: nextSteps });
  play(release, ...steps);
  const calls = () => fakeCalls(dir).filter(({ argv }) => argv[0] !== '--version');
  const asked = () => fakeCalls(dir).length - calls().length;
  return Object.assign(sandbox, { play, stage, calls, asked });
}
