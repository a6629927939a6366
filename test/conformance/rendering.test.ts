import { expect, test } from 'vitest';
import { newestMeasured } from '../../src/claude/call/releases.ts';
import { brokenCell, type Cell, judgeCell } from './cell.ts';
import type { Step } from './claim.ts';
import { renderPage } from './page.ts';
import { parseResults, type Results, renderJson } from './results.ts';

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
  demanded: { saw: 'blank', turn: 'ok', facts: {} },
  naive: { init: 'same', result: 'other' },
};

function resultsOf(...cells: Cell[]): Results {
  return cells.map((cell, index) => ({ release: `2.0.${index}`, day: '2026-01-01', cells: { new: cell } }));
}

function pageOf(...cells: Cell[]): string[] {
  return renderPage(resultsOf(...cells)).split('\n');
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
  const said = { ...step.said, verdict: 'unverified', reason: 'it ended before init', turn: 'none', exitCode: 1, lineage: 'unavailable' };
  const truth = { ...step.truth, saw: 'nothing', kept: 'nothing', keptIn: 'none', turn: 'none' } as const;
  const demanded = { saw: 'nothing', turn: 'none', facts: {} } as const;
  const lines = pageOf(judgeCell([{ ...step, said, truth, demanded, naive: { init: 'none', result: 'none' } }]));
  expect(lines).toContain('| [New](#new) | ? |');
  expect(lines.join('\n')).toContain('unverified (it ended before init), turn none, exit 1 | the model was not asked, in no transcript');
});

test('a demand that is not met is told', () => {
  const lines = pageOf(judgeCell([{ ...step, demanded: { ...step.demanded, facts: { requests: 2 } } }]));
  expect(lines.join('\n')).toContain('**wrong**: apple: requests: was nothing, had to be 2<br>started');
});

test('a refusal is told with what it is known by, and what chorus told in every call goes without mention', () => {
  const said = { ...step.said, verdict: 'refused', reason: 'no such thing', turn: '', exitCode: 2, lineage: '' };
  const truth = { ...step.truth, saw: 'nothing', kept: 'nothing', keptIn: 'none', refusal: 'release', because: 'seen twice' } as const;
  const refused = judgeCell([{ ...step, said, truth, demanded: { saw: 'nothing', turn: null, facts: {} }, naive: null }]);
  const facts = { answer: 'reply', follows: true, cost: 2 };
  const told = judgeCell([{ ...step, said: { ...step.said, facts }, truth: { ...step.truth, facts } }]);
  const lines = pageOf(refused, told);
  expect(lines).toContain(
    '| 2.0.0 | refused (no such thing), exit 2 | not possible on this release (seen twice), the model was not asked |  |',
  );
  expect(lines.find((line) => line.startsWith('| 2.0.1 |'))).toContain('| started, turn ok, exit 0, cost 2 | the model');
});

test('what is written is what is read, and cells that are the same are written once', () => {
  const right = judgeCell([step]);
  const results = resultsOf(right, brokenCell(new Error('no')), right);
  const json = renderJson(results);
  expect(parseResults(json)).toEqual(results);
  expect(json.match(/a new conversation/g)).toHaveLength(1);
});

test('a release that is newer than all that chorus has facts of is named, with the one that it is taken for', () => {
  const page = renderPage([...resultsOf(judgeCell([step])), { release: '9.9.9', day: '2026-01-01', cells: {} }]);
  expect(page).toContain(`chorus treats a release that is newer than ${newestMeasured} as that one: 9.9.9.`);
});

test('a scenario that was played on no release yet is not in the table', () => {
  const page = renderPage(resultsOf(judgeCell([step])));
  expect(page).toContain('plays 1 scenarios');
  expect(page).not.toContain('#resume');
});
