import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** The narrowest last column that is still easy to read. */
const narrowest = 30;

/** Longer words are left for the terminal to break: wrap-ansi takes minutes for one of 500 kB. */
const longestWord = 1000;

/**
 * Wraps to at most `width` columns, colours included. Words that are too long are broken, but an address stays in one piece, so that it
 * can be clicked and copied.
 */
export function wrap(text: string, width: number): string {
  const words = text.split(/\s+/).filter((word) => word.length > width);
  const staysWhole = words.some((word) => word.includes('://') || word.length > longestWord);
  return wrapAnsi(text, Math.max(1, width), { hard: !staysWhole });
}

/** Breaks lines only between words. */
export function wrapWords(text: string, width: number): string {
  return wrapAnsi(text, width);
}

/** Breaks lines anywhere. */
export function wrapAnywhere(text: string, width: number): string {
  return wrapAnsi(text, width, { hard: true });
}

/** Joins the lines of one paragraph and wraps it again. */
export function wrapParagraph(text: string, width: number): string {
  return wrapWords(text.replaceAll('\n', ' '), width);
}

/** Terms and their meanings, within a width: side by side, or the meaning below its term if there is no room. */
export function wrapTerms(rows: readonly (readonly [term: string, meaning: string])[], width: number): string {
  const indent = Math.max(...rows.map(([term]) => stringWidth(term))) + 2;
  const isStacked = width - indent < narrowest;
  const margin = ' '.repeat(isStacked ? 4 : indent);
  return rows
    .map(([term, meaning]) => {
      const text = wrapWords(meaning, width - margin.length).replaceAll('\n', `\n${margin}`);
      if (isStacked) return `${term}\n${margin}${text}`;
      return `${term}${' '.repeat(indent - stringWidth(term))}${text}`.trimEnd();
    })
    .join('\n');
}
