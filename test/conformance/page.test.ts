import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judgeCell } from './cell.ts';
import { isPlayed, renderPage } from './page.ts';
import type { Probed } from './probe/results.ts';
import { parseResults, renderJson } from './results.ts';
import { scenarios } from './scenarios.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const json = read('compatibility.json');
const results = parseResults(json);
const probed = JSON.parse(read('probes.json')) as Probed;

test('docs/compatibility.md is what was measured', () => {
  expect(read('compatibility.md')).toBe(renderPage(results, probed));
  expect(json).toBe(renderJson(results));
});

test('every release was played through every scenario of the table', () => {
  const names = scenarios.filter((scenario) => isPlayed(results, scenario)).map(({ name }) => name);
  for (const { release, cells } of results) expect({ release, played: Object.keys(cells) }).toEqual({ release, played: names });
});

test('every cell is judged as it is now, and none is wrong', () => {
  const cells = results.flatMap(({ release, cells: all }) => Object.entries(all).map(([name, cell]) => ({ release, name, cell })));
  for (const { release, name, cell } of cells) expect({ release, name, cell }).toEqual({ release, name, cell: judgeCell(cell.steps) });
  expect(cells.filter(({ cell }) => cell.mark === 'wrong').map(({ release, name }) => `${release} ${name}`)).toEqual([]);
});
