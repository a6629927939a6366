import { type ChorusError, chorusError } from '../errors.ts';

/** Largest prompt that Claude reads from standard input, in bytes. */
export const longestPrompt = 10 * 1024 * 1024;

/** @throws ChorusError (2) for a prompt that Claude would not accept. */
export function checkPrompt(prompt: string): void {
  if (prompt.trim() === '')
    throw chorusError('invalid-prompt', 'the prompt is empty', 'Give it as an argument, with --prompt-file, or on standard input.');
  const lone = prompt.search(/\p{Surrogate}/u);
  if (lone !== -1) throw loneSurrogate(prompt, lone);
  const size = Buffer.byteLength(prompt);
  if (size <= longestPrompt) return;
  throw chorusError(
    'invalid-prompt',
    `the prompt has ${size.toLocaleString('en-US')} bytes or more, and Claude reads at most ${longestPrompt.toLocaleString('en-US')}`,
    "Put it in a file in the session's directory, and name the file in the prompt.",
  );
}

/** Half a character, which has no bytes in UTF-8: Node would send U+FFFD. */
function loneSurrogate(prompt: string, at: number): ChorusError {
  const code = prompt.charCodeAt(at).toString(16).toUpperCase();
  const line = prompt.slice(0, at).split('\n').length;
  return chorusError(
    'invalid-prompt',
    `the prompt has a lone surrogate, U+${code}, at offset ${at}, line ${line}`,
    'Nothing was sent. It is half of a character: cut the text between characters, or call toWellFormed() on it.',
  );
}
