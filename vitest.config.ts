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

/** `npm run test:long` is `--mode long`: the kill suite at its full length. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    env: mode === 'long' ? { CHORUS_TEST_KILLS: process.env.CHORUS_TEST_KILLS ?? '200' } : {},
    testTimeout: mode === 'long' ? 10 * hangs : hangs,
    hookTimeout: hangs,
    expect: { poll: { timeout: hangs / 2, interval: 20 } },
    // One a core on the smallest machine that CI has; vitest would leave one of two idle.
    maxWorkers: 2,
  },
}));
