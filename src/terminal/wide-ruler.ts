import stringWidth from 'string-width';
import type { Ruler } from './ruler.ts';

/** Measures what is on a screen: two columns for CJK and emoji, none for marks. Each text once, since many are the same. */
export function wideRuler(): Ruler {
  const known = new Map<string, number>();
  const widthOf = (text: string) => {
    const width = known.get(text) ?? stringWidth(text);
    known.set(text, width);
    return width;
  };
  return {
    widthOf,
    // Not cli-truncate (5.2.0), which is a column too wide where the cut is in the middle of a wide character.
    cut: (text, width, side) => {
      if (widthOf(text) <= width) return text;
      if (width < 1) return '';
      const isStart = side === 'start';
      const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
      let left = width - 1;
      const fits = (character: string) => {
        left -= stringWidth(character);
        return left >= 0;
      };
      const ordered = isStart ? characters.toReversed() : characters;
      const cutAt = ordered.findIndex((character) => !fits(character));
      const kept = ordered.slice(0, cutAt === -1 ? undefined : cutAt);
      return isStart ? `…${kept.toReversed().join('')}` : `${kept.join('')}…`;
    },
  };
}
