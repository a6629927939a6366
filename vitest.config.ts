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

/** Alone, behind all others: what runs beside it would be measured. */
const timed = ['test/bench/short.test.ts'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [...timed], sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'timed', include: timed, sequence: { groupOrder: 1 } } },
    ],
    // Turns of the real claude take about half a second, and much longer while both cores are busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What happens beside a turn has the seconds that the turn takes: on a machine that stalls, a test has a second try, and that is shown.
    retry: 1,
    // One a core on the smallest machine that CI has; vitest would leave one of two idle.
    maxWorkers: 2,
  },
});
