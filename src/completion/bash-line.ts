import type { Answer } from './candidates.ts';

interface BashLine {
  words: string[];
  /** The length of the part of the last word that bash treats as an earlier word, since it also breaks words at `=` and `:`. */
  broken: number;
  /** Whether the last word is the target of a redirection. */
  isRedirected: boolean;
}

/** Splits a command line up to the cursor as a shell does: quotes and backslashes are removed, and an open quote extends to the end. */
export function splitBashLine(line: string, wordBreaks: string): BashLine {
  const words: string[] = [];
  let [word, quote, broken] = ['', '', 0];
  let [isWord, isRedirected] = [false, false];
  const end = () => {
    if (isWord && !isRedirected) words.push(word);
    if (isWord) isRedirected = false;
    [word, isWord, broken] = ['', false, 0];
  };
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (character === quote) quote = '';
    else if (quote === '' && /['"]/.test(character)) {
      quote = character;
      isWord = true;
    } else if (character === '\\' && next !== '' && quote !== "'" && (quote === '' || /[$`"\\]/.test(next))) {
      word += next;
      isWord = true;
      at++;
    } else if (quote === '' && /\s/.test(character)) end();
    else if (quote === '' && /[<>]/.test(character)) {
      end();
      isRedirected = true;
    } else {
      word += character;
      isWord = true;
      if (quote === '' && wordBreaks.includes(character)) broken = word.length;
    }
  }
  return { words: [...words, word], broken, isRedirected };
}

/** The answer for bash, which neither filters candidates nor expects the part of the word before its own word break. */
export function forBash({ candidates, ...answer }: Answer, { words, broken }: BashLine): Answer {
  const word = words.at(-1) ?? '';
  const fitting = candidates.filter(({ name }) => name.startsWith(word));
  return { ...answer, candidates: fitting.map(({ name }) => ({ name: name.slice(broken), help: '' })) };
}
