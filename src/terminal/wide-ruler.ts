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
  return { widthOf, cut: (text, width, side) => cutWide(text, width, side, widthOf) };
}

/** A character is seldom more than so many units; a text of megabytes is not measured as a whole. */
const unitsEach = 12;

/**
 * `text` in `width` columns, with `…` in the place of what is gone. Plain text alone: cli-truncate (5.2.0), which knows colours, is a
 * column too wide where the cut is in the middle of a wide character.
 */
export function cutWide(text: string, width: number, side: 'start' | 'end', widthOf: (text: string) => number = stringWidth): string {
  const most = width * unitsEach;
  if (text.length <= most && widthOf(text) <= width) return text;
  if (width < 1) return '';
  const isStart = side === 'start';
  const near = text.length <= most ? text : isStart ? text.slice(-most) : text.slice(0, most);
  const characters = [...new Intl.Segmenter().segment(near)].map(({ segment }) => segment);
  let left = width - 1;
  const fits = (character: string) => {
    left -= stringWidth(character);
    return left >= 0;
  };
  const ordered = isStart ? characters.toReversed() : characters;
  const cutAt = ordered.findIndex((character) => !fits(character));
  const kept = ordered.slice(0, cutAt === -1 ? undefined : cutAt);
  return isStart ? `…${kept.toReversed().join('')}` : `${kept.join('')}…`;
}
