import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measuredReleases } from '../../src/claude/call/releases.ts';
import { judgeCell } from './cell.ts';
import { renderPage } from './page.ts';
import { parseResults, renderJson } from './results.ts';
import { scenarios } from './scenarios.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const json = read('compatibility.json');
const results = parseResults(json);

test('docs/compatibility.md is what was measured', () => {
  expect(read('compatibility.md')).toBe(renderPage(results));
  expect(json).toBe(renderJson(results));
});

test('every measured release was played through every scenario', () => {
  expect(results.map(({ release }) => release)).toEqual(expect.arrayContaining([...measuredReleases]));
  const names = scenarios.map(({ name }) => name);
  for (const { release, cells } of results) expect({ release, played: Object.keys(cells) }).toEqual({ release, played: names });
});

test('every cell is judged as it is now, and none is wrong', () => {
  const cells = results.flatMap(({ release, cells: all }) => Object.entries(all).map(([name, cell]) => ({ release, name, cell })));
  for (const { release, name, cell } of cells) expect({ release, name, cell }).toEqual({ release, name, cell: judgeCell(cell.steps) });
  expect(cells.filter(({ cell }) => cell.mark === 'wrong').map(({ release, name }) => `${release} ${name}`)).toEqual([]);
});
