import { chorusError } from '../errors.ts';

/** Largest prompt that Claude reads from standard input, in bytes. */
export const longestPrompt = 10 * 1024 * 1024;

/** @throws ChorusError (2) for a prompt that Claude would not accept. */
export function checkPrompt(prompt: string): void {
  if (prompt.trim() === '')
    throw chorusError('invalid-prompt', 'the prompt is empty', 'Give it as an argument, with --prompt-file, or on standard input.');
  const size = Buffer.byteLength(prompt);
  if (size <= longestPrompt) return;
  throw chorusError(
    'invalid-prompt',
    `the prompt has ${size.toLocaleString('en-US')} bytes or more, and Claude reads at most ${longestPrompt.toLocaleString('en-US')}`,
    "Put it in a file in the session's directory, and name the file in the prompt.",
  );
}
