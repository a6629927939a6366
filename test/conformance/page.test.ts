import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenCell, type Cell, judgeCell } from './cell.ts';
import type { Step } from './claim.ts';
import { renderPage } from './page.ts';
import { type Results, renderJson } from './results.ts';

const docs = new URL('../../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, docs), 'utf8');
const results = JSON.parse(read('compatibility.json')) as Results;

test('docs/compatibility.md is what was measured', () => {
  expect(read('compatibility.md')).toBe(renderPage(results));
  expect(read('compatibility.json')).toBe(renderJson(results));
});

test('every cell is judged as it is now', () => {
  const cells = results.flatMap((each) => Object.values(each.cells)).filter(({ steps }) => steps.length > 0);
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) expect(judgeCell(cell.steps)).toEqual(cell);
});

const step: Step = {
  step: 'apple',
  said: { verdict: 'started', reason: 'a new conversation', turn: 'ok', exitCode: 0, restored: false, lineage: 'proved', facts: {} },
  truth: {
    asked: 'start',
    there: false,
    saw: 'blank',
    kept: 'blank',
    keptIn: 'asked',
    originalChanged: false,
    refusal: null,
    turn: 'ok',
    facts: {},
  },
  naive: { init: 'same', result: 'other' },
};

function pageOf(...cells: Cell[]): string[] {
  return renderPage(cells.map((cell, index) => ({ release: `2.0.${index}`, day: '2026-01-01', cells: { new: cell } }))).split('\n');
}

test('a row of the table, and of the details: neighbours that gave the same are one', () => {
  const right = judgeCell([step]);
  const lines = pageOf(right, right, brokenCell(new Error('a | b\nc')));
  expect(lines).toContain('| [New](#new) | ✓ ≠ | ✓ ≠ | ✗ |');
  expect(lines).toContain(
    '| 2.0.0 – 2.0.1 | started, turn ok, exit 0 | the model saw a blank history, the turn is in the transcript of that id | same, other |',
  );
  expect(lines).toContain('| 2.0.2 | **wrong**: could not be played: a \\| b<br> |  |  |');
});

test('unverified is told with its reason, and has a mark of its own', () => {
  const said = { ...step.said, verdict: 'unverified', reason: 'it ended before init', turn: 'none', exitCode: 1 };
  const truth = { ...step.truth, saw: 'nothing', kept: 'nothing', keptIn: 'none', turn: 'none' } as const;
  const lines = pageOf(judgeCell([{ ...step, said, truth, naive: { init: 'none', result: 'none' } }]));
  expect(lines).toContain('| [New](#new) | ? |');
  expect(lines.join('\n')).toContain('unverified (it ended before init), turn none, exit 1 | the model was not asked, in no transcript');
});
