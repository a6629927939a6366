import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** The narrowest last column that is still read with ease. */
const narrowest = 30;

/** Lines of one paragraph, joined and broken anew. */
export function wrapParagraph(text: string, width: number): string {
  return wrapAnsi(text.replaceAll('\n', ' '), width);
}

/** Rows of a term and what it means, within a width: side by side, or the meaning below its term where there is no room. */
export function wrapTerms(rows: readonly (readonly [term: string, meaning: string])[], width: number): string {
  const indent = Math.max(...rows.map(([term]) => stringWidth(term))) + 2;
  const isStacked = width - indent < narrowest;
  const margin = ' '.repeat(isStacked ? 4 : indent);
  return rows
    .map(([term, meaning]) => {
      const text = wrapAnsi(meaning, width - margin.length).replaceAll('\n', `\n${margin}`);
      if (isStacked) return `${term}\n${margin}${text}`;
      return `${term}${' '.repeat(indent - stringWidth(term))}${text}`.trimEnd();
    })
    .join('\n');
}
