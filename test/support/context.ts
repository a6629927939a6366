import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Context } from '../../src/commands/shared/context.ts';
import { Chorus } from '../../src/library/chorus.ts';
import type { ContinueOptions, ForkOptions, StartOptions } from '../../src/library/options.ts';
import { run } from '../../src/program.ts';
import { openStore } from '../../src/store/store.ts';
import { Turn } from '../../src/turn/turn-iterator.ts';
import type { World } from '../../src/turn/world.ts';
import { stoppedClock } from './clock.ts';
import { outcomeOf } from './outcomes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A turn that was asked for. */
export type Call =
  | { action: 'start'; name: string; prompt: string; options: StartOptions }
  | { action: 'resume'; name: string; prompt: string; options: ContinueOptions }
  | { action: 'fork'; from: string; name: string; prompt: string; options: ForkOptions };

/** Everything but turns is done; those are noted, and answered at once. */
class ChorusWithoutClaude extends Chorus {
  readonly calls: Call[] = [];

  override start(name: string, prompt: string, { observer: _, ...options }: StartOptions = {}): Turn {
    return this.#answer({ action: 'start', name, prompt, options });
  }

  override resume(name: string, prompt: string, { observer: _, ...options }: ContinueOptions = {}): Turn {
    return this.#answer({ action: 'resume', name, prompt, options });
  }

  override fork(from: string, name: string, prompt: string, { observer: _, ...options }: ForkOptions = {}): Turn {
    return this.#answer({ action: 'fork', from, name, prompt, options });
  }

  #answer(call: Call): Turn {
    this.calls.push(call);
    return new Turn(async () => outcomeOf({}, {}, { session: call.name }));
  }
}

export interface TestContext {
  context: Context;
  /** The directory that commands are called from. */
  cwd: string;
  calls: readonly Call[];
  run(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** A context with a home of its own, a fixed clock, counted ids, a terminal for standard input, and no `claude`. */
export function testContext(): TestContext {
  const folder = temporaryFolder();
  const cwd = join(folder, 'work');
  mkdirSync(cwd);
  let ids = 0;
  const world: World = {
    store: openStore(join(folder, 'chorus')),
    start: () => Promise.reject(new Error('no program is started in this test')),
    env: {},
    cwd,
    now: () => new Date('2026-01-01T00:00:00Z'),
    clock: stoppedClock,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  };
  const chorus = new ChorusWithoutClaude(world);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  const context: Context = { chorus, world, stdin, stdout, stderr, env: world.env, cwd, now: world.now, clock: stoppedClock };
  return {
    context,
    cwd,
    calls: chorus.calls,
    run: async (...argv) => {
      const exitCode = await run(argv, context);
      return { exitCode, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    },
  };
}
