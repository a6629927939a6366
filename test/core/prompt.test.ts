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
