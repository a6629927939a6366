import { usageError } from '../errors.ts';

/** Largest prompt that Claude reads from standard input, in bytes. */
export const longestPrompt = 10 * 1024 * 1024;

/** @throws ChorusError (2) for a prompt that Claude would not take. */
export function checkPrompt(prompt: string): void {
  if (prompt.trim() === '') throw usageError('the prompt is empty', 'Give it as an argument, with --prompt-file, or on standard input.');
  const size = Buffer.byteLength(prompt);
  if (size <= longestPrompt) return;
  throw usageError(
    `the prompt has ${(size / 1024 / 1024).toFixed(1)} MiB, and Claude reads at most 10 MiB`,
    'Put it into a file of the directory, and name the file in the prompt.',
  );
}
