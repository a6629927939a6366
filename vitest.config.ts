import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Turns of the real claude take about half a second, and much longer while both cores are busy.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One a core on the smallest machine that CI has; vitest would leave one of two idle.
    maxWorkers: 2,
  },
});
