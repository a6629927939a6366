import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Case } from './case.ts';
import { type Figure, type Figures, mergeFigures } from './figures.ts';
import { withFigures } from './performance-page.ts';
import { addRecorded, findWorse } from './recorded.ts';
import { measureCase } from './rounds.ts';
import { compare, median } from './statistics.ts';
import { formatFigure } from './table.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const figure = (node: string, ratio: number, of = { median: 20 * ratio, min: 20 * ratio, max: 20 * ratio }): Figure => ({
  family: 'turn',
  name: 'turn',
  title: 'A turn',
  node,
  at: '2026-01-02T03:04:05.000Z',
  unit: 'ms',
  rounds: 3,
  load: [1, 2],
  variants: { chorus: { ...of, samples: [] }, 'cat | cat': { median: 20, min: 20, max: 20, samples: [] } },
  comparisons: [{ of: 'chorus', to: 'cat | cat', by: 'ratio', atMost: 1.5, median: ratio, min: ratio, max: ratio }],
});

test.each<[readonly number[], number]>([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

test('rounds are compared one by one: a slow one slows both, and the ratio stays', () => {
  const samples = { a: [10, 100, 30], b: [5, 50, 10] };
  expect(compare({ of: 'a', to: 'b', by: 'ratio' }, samples)).toEqual({ of: 'a', to: 'b', by: 'ratio', median: 2, min: 2, max: 3 });
  expect(compare({ of: 'a', to: 'b', by: 'difference' }, samples)).toMatchObject({ median: 20, min: 5, max: 50 });
});

test('every round runs each variant once and begins with another one; the first round does not count', async () => {
  const order: string[] = [];
  const variant = (name: string) => async () => order.push(name);
  const each: Case = {
    name: 'n',
    title: 't',
    unit: 'ms',
    rounds: 3,
    variants: { a: variant('a'), b: variant('b') },
    comparisons: [],
  };
  const { variants } = await measureCase(each);
  expect(order.join('')).toBe('ababbaab');
  expect(variants.a?.samples).toEqual([3, 6, 7]);
  expect(variants.b?.samples).toEqual([4, 5, 8]);
});

describe('what was recorded', () => {
  const recorded = addRecorded({}, [figure('20.1.0', 1.2), figure('24.0.0', 1)]);

  test('is told by comparison and by the major version of Node', () => {
    expect(recorded).toEqual({ 'turn: chorus / cat | cat': { 20: 1.2, 24: 1 } });
  });

  test('what is much worse is named; a Node that is not recorded is held against the worst of the others', () => {
    expect(findWorse(recorded, [figure('20.9.9', 1.3), figure('24.0.0', 1.5), figure('30.0.0', 1.9)])).toEqual([]);
    expect(findWorse(recorded, [figure('24.0.0', 2.1)])).toEqual(['turn: chorus / cat | cat is 2.10, and was recorded as 1 (Node 24)']);
    expect(findWorse(recorded, [figure('30.0.0', 2.5)])).toHaveLength(1);
    expect(findWorse({}, [figure('20.0.0', 1)])).toEqual([expect.stringContaining('is not recorded')]);
  });

  test('a round without noise is enough to show that it is as fast as it was', () => {
    expect(findWorse(recorded, [figure('24.0.0', 3, { median: 60, min: 21, max: 90 })])).toEqual([]);
  });
});

test('figures of now take the place of those of the same case on the same Node', () => {
  const kept = [figure('20.1.0', 1), figure('24.1.0', 1)];
  expect(mergeFigures(kept, [figure('24.2.0', 2)])).toEqual([figure('20.1.0', 1), figure('24.2.0', 2)]);
});

test('a figure as it is printed', () => {
  expect(formatFigure(figure('24.1.0', 1.6))).toBe(
    [
      'A turn: Node 24.1.0, 3 rounds, load 1 to 2',
      `  ${'chorus'.padEnd(40)}    32.0 ms   (32.0 ms to 32.0 ms)`,
      `  ${'cat | cat'.padEnd(40)}    20.0 ms   (20.0 ms to 20.0 ms)`,
      `  ${'chorus / cat | cat'.padEnd(40)}       1.60   (1.60 to 1.60)   at most 1.50: MISSED`,
    ].join('\n'),
  );
});

test('docs/performance.md holds the figures of figures.json (npm run bench -- --docs)', () => {
  const page = read('../../docs/performance.md');
  const figures = JSON.parse(read('figures.json')) as Figures;
  expect(figures.figures.length).toBeGreaterThan(0);
  expect(page).toBe(withFigures(page, figures));
});
