import { expect, test } from 'vitest';
import { hintForPath, valuesAt } from '../../src/core/json-path.ts';

const outcome = { session: 'auth', verdict: { status: 'resumed', drift: [] }, note: null, exitCode: 0 };
const sessions = [
  { name: 'a', tags: ['x', 'y'], last: { verdict: 'started' } },
  { name: 'b', tags: [], last: null },
];

test.each<[value: unknown, path: string, values: unknown[]]>([
  [outcome, 'session', ['auth']],
  [outcome, 'verdict.status', ['resumed']],
  [outcome, 'verdict', [outcome.verdict]],
  [outcome, 'note', [null]],
  [outcome, 'exitCode', [0]],
  [outcome, 'verdict.stat', []],
  [outcome, 'session.length', []],
  [outcome, 'toString', []],
  [outcome, '', []],
  [sessions, '1.name', ['b']],
  [sessions, 'name', ['a', 'b']],
  [sessions, 'last.verdict', ['started']],
  [sessions, 'tags.0', ['x']],
  [sessions, '2', []],
  [sessions, 'length', []],
  ['text', '0', []],
])('%j at %j: %j', (value, path, values) => {
  expect(valuesAt(value, path)).toEqual(values);
});

test.each<[value: unknown, path: string, hint: string]>([
  [outcome, 'verdict.stat', 'Did you mean verdict.status?'],
  [outcome, 'verdict.zzz', 'There are verdict.status, verdict.drift.'],
  [outcome, 'session.length', 'There is nothing below it.'],
  [sessions, 'nam', 'Did you mean name?'],
  [{ '\u009b': 1 }, 'x', 'There are \u009b.'],
])('%j lacks %j: %j', (value, path, hint) => {
  expect(hintForPath(value, path)).toBe(hint);
});
