import { expect, test } from 'vitest';
import { lingerWords, modelChangeWords, otherClaudeWords, outputLeftWords } from '../../src/terminal/notice-words.ts';

const sleeps = { id: 'b1', type: 'local_bash', description: 'Sleeps', status: 'running' };

test.each<[linger: Parameters<typeof lingerWords>[0], line: string]>([
  [{ tasks: [sleeps], isStopped: false }, 'the answer is complete; claude waits for a background task: Sleeps (Ctrl-C ends it)'],
  [
    { tasks: [sleeps, { ...sleeps, id: 'b2', description: null }], isStopped: true },
    'chorus ends claude, and with it 2 background tasks: Sleeps, b2',
  ],
  [{ tasks: [], isStopped: false }, 'the answer is complete, but claude does not end (Ctrl-C ends it)'],
  [{ tasks: [], isStopped: true }, 'claude did not end by itself: chorus ends it'],
])('lingerWords(%j)', (linger, line) => {
  expect(lingerWords(linger)).toBe(line);
});

test.each<[holders: Parameters<typeof outputLeftWords>[0], line: string]>([
  [[{ pid: 7, command: 'sleep 40' }], 'claude has ended, but process 7 (sleep 40) keeps its output open: it is left running'],
  [
    [
      { pid: 7, command: 'sleep 40' },
      { pid: 8, command: '' },
    ],
    'claude has ended, but process 7 (sleep 40), process 8 keep its output open: they are left running',
  ],
  [[], 'claude has ended, but a process that it started keeps its output open: it is left running'],
])('outputLeftWords(%j)', (holders, line) => {
  expect(outputLeftWords(holders)).toBe(line);
});

test('otherClaudeWords', () => {
  expect(otherClaudeWords({ pid: 7, isInteractive: true, startedAt: undefined })).toBe(
    'claude (process 7) is open in a terminal on this conversation: the two may diverge',
  );
  expect(otherClaudeWords({ pid: 7, isInteractive: false, startedAt: new Date(0) })).toMatch(
    /is at work on this conversation since \d{4}-\d\d-\d\d /,
  );
});

test('a change of model says what must be read again', () => {
  expect(modelChangeWords({ from: 'claude-opus-5-5', to: 'haiku', contextTokens: 123_456 })).toBe(
    'haiku must read 123,456 tokens of context again: claude-opus-5-5 answered the last turn.',
  );
  expect(modelChangeWords({ from: 'a', to: 'b', contextTokens: null })).toBe(
    'b must read the whole context again: a answered the last turn.',
  );
});
