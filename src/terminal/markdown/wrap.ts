import wrapAnsi from 'wrap-ansi';

/** Words longer than this are left to the terminal: to break one of 500 kB takes minutes. */
const longestWord = 1000;

/** Lines of at most `width` columns; an address that is longer stays whole, so that it can be clicked and copied. */
export function wrap(text: string, width: number): string {
  const words = text.split(/\s+/).filter((word) => word.length > width);
  const staysWhole = words.some((word) => word.includes('://') || word.length > longestWord);
  return wrapAnsi(text, Math.max(1, width), { hard: !staysWhole });
}
