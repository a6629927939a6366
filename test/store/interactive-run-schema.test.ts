import { expect, test } from 'vitest';
import type { InteractiveRun } from '../../src/core/interactive-run.ts';
import { isInteractiveRun } from '../../src/store/interactive-run-schema.ts';

const run: InteractiveRun = {
  startedAt: '2026-01-01T23:00:00Z',
  plan: 'resume',
  restarted: null,
  expectedId: 'id-1',
  before: { path: '/id-1.jsonl', size: 9 },
  formerSizes: { 'id-0': 7 },
  endsAtTip: true,
  restored: false,
  asked: { model: 'opus' },
  claude: { release: '2.1.329', path: '/claude', argv: [] },
  keepsCopy: true,
  promptSnapshot: { digest: 'd', mode: 'on' },
};

test.each<[what: string, changed: object]>([
  ['all is known', {}],
  ['nothing is known', { expectedId: null, before: null, asked: {}, claude: { ...run.claude, release: null }, promptSnapshot: null }],
])('a run of which %s', (_, changed) => {
  expect(isInteractiveRun({ ...run, ...changed })).toBe(true);
});

test.each<[what: string, changed: object]>([
  ['a time that is none', { startedAt: 'yesterday' }],
  ['a plan that nobody has', { plan: 'foo' }],
  ['a number for an id', { expectedId: 4 }],
  ['text for a transcript', { before: 'x' }],
  ['a transcript without a path', { before: {} }],
  ['no sizes', { formerSizes: undefined }],
  ['a release that is a number', { claude: { ...run.claude, release: 5 } }],
  ['a model that is a number', { asked: { model: 5 } }],
  ['a snapshot that is a number', { promptSnapshot: 7 }],
])('%s: not a run', (_, changed) => {
  expect(isInteractiveRun({ ...run, ...changed })).toBe(false);
});

test.each([null, [], 'x', 7])('%j is not a run', (value) => {
  expect(isInteractiveRun(value)).toBe(false);
});
