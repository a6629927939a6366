import { expect, test } from 'vitest';
import { checkPrompt, longestPrompt } from '../../src/core/prompt.ts';
import { thrownBy } from '../support/thrown.ts';

test.each(['', ' ', '\n\t\u00a0'])('%j is not a prompt', (prompt) => {
  expect(thrownBy(() => checkPrompt(prompt))).toEqual({
    message: 'the prompt is empty',
    hint: 'Give it as an argument, with --prompt-file, or on standard input.',
    exitCode: 2,
  });
});

test('a prompt may have at most 10 MiB, counted in bytes', () => {
  expect(() => checkPrompt('x'.repeat(longestPrompt))).not.toThrow();
  expect(thrownBy(() => checkPrompt('ä'.repeat(longestPrompt / 2 + 1)))).toEqual({
    message: 'the prompt has 10,485,762 bytes or more, and Claude reads at most 10,485,760',
    hint: "Put it in a file in the session's directory, and name the file in the prompt.",
    exitCode: 2,
  });
});

test.each([
  ['\ud83d', 'U+D83D, at offset 0, line 1'],
  ['one\n\u{1f600} \ude00 x', 'U+DE00, at offset 7, line 2'],
])('a lone surrogate has no bytes, and is refused with its place: %j', (prompt, place) => {
  expect(thrownBy(() => checkPrompt(prompt))).toEqual({
    message: `the prompt has a lone surrogate, ${place}`,
    hint: 'Nothing was sent. It is half of a character: cut the text between characters, or call toWellFormed() on it.',
    exitCode: 2,
  });
});

test('a whole character beyond the first plane is fine', () => {
  expect(() => checkPrompt('\u{1f600}')).not.toThrow();
});
