import { expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { exitCodeMeanings, findTopic } from '../../src/terminal/topics.ts';

test('every exit code is told, in order, and no other', () => {
  const codes = Object.values(exitCodes)
    .sort((a, b) => a - b)
    .map(String);
  expect(exitCodeMeanings.map(([code]) => code)).toEqual([...codes, '128+n']);
});

test('the topic shows the table', () => {
  const lines = findTopic('exit-codes')?.text().split('\n') ?? [];
  expect(lines[0]).toBe('CODE   MEANING');
  expect(lines.slice(1)).toEqual(exitCodeMeanings.map(([code, meaning]) => `${code.padEnd(5)}  ${meaning}`));
  expect(findTopic('exit')).toBeUndefined();
});
