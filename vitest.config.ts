import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The one file that takes two minutes goes first: last, it would leave one of two cores idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('kills.test.ts');
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    // Turns of the real claude take about half a second, and much longer while both cores are busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What happens beside a turn has the seconds that the turn takes: on a machine that stalls, a test has a second try, and that is shown.
    retry: 1,
    // One a core on the smallest machine that CI has; vitest would leave one of two idle.
    maxWorkers: 2,
  },
});
