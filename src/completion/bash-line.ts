import type { Answer } from './candidates.ts';

export interface BashLine {
  words: string[];
  /** How much of the last word bash takes for a word that was completed already: it breaks words at `=` and `:`, too. */
  broken: number;
  /** The last word is where output goes, or input comes from. */
  isRedirected: boolean;
}

/** A command line up to the cursor, as a shell splits it: quotes and backslashes are taken away, an open quote stays open. */
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

/** What bash is to put in the place of the word that it knows: bash keeps nothing back, and breaks words in its own way. */
export function forBash({ candidates, ...answer }: Answer, { words, broken }: BashLine): Answer {
  const word = words.at(-1) ?? '';
  const fitting = candidates.filter(({ name }) => name.startsWith(word));
  return { ...answer, candidates: fitting.map(({ name }) => ({ name: name.slice(broken), help: '' })) };
}
