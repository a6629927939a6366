import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest files go first: one of them last would leave one of two cores idle. */
const longest = ['kills', 'interactive', 'faults', 'parallel', 'locks', 'live', 'vault', 'picker'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = longest.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/e2e/${name}.test.ts`)));
    return [...first, ...sorted.filter((file) => !first.includes(file))];
  }
}

/** No test may rest on how fast the machine is, so this only ends what hangs. */
const hangs = 300_000;

/** `npm run test:long` is `--mode long`: the kills and the parallel calls in their full number. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    env: mode === 'long' ? { CHORUS_TEST_KILLS: process.env.CHORUS_TEST_KILLS ?? '200', CHORUS_TEST_CALLS: '64' } : {},
    // No test changes a module or the environment for others, so a worker loads what it needs once: 20 s of CPU time less.
    isolate: false,
    testTimeout: mode === 'long' ? 10 * hangs : hangs,
    hookTimeout: hangs,
    expect: { poll: { timeout: hangs / 2, interval: 20 } },
    // One a core on the smallest machine that CI has; vitest would leave one of two idle.
    maxWorkers: 2,
  },
}));
