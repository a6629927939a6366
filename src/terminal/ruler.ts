/** Measures texts in columns of the screen, and cuts them to a width, with `…` for what is left out. */
export interface Ruler {
  widthOf(text: string): number;
  cut(text: string, width: number, side: 'start' | 'end'): string;
}

/** Letters of European languages and the signs that chorus uses: each takes one column. */
const plain = /^[ -~¡-¬®-ɏΑ-ωА-я…⏎→✓✗├└│─]*$/;

/** Plain unless one of the texts has wide characters (CJK, emoji) or combining marks: measuring those takes 20 ms to load. */
export async function rulerFor(texts: Iterable<string>): Promise<Ruler> {
  for (const text of texts) if (!plain.test(text)) return measuringRuler((await import('string-width')).default);
  return plainRuler;
}

export const plainRuler: Ruler = {
  widthOf: (text) => text.length,
  cut: (text, width, side) => {
    if (text.length <= width) return text;
    if (width < 1) return '';
    return side === 'start' ? `…${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}…`;
  },
};

/** @param measure what `string-width` exports: CJK and emoji take two columns, combining marks none. Each text is measured once. */
export function measuringRuler(measure: (text: string) => number): Ruler {
  const known = new Map<string, number>();
  const widthOf = (text: string) => {
    const width = known.get(text) ?? measure(text);
    known.set(text, width);
    return width;
  };
  return { widthOf, cut: (text, width, side) => cutMeasured(text, width, side, measure, widthOf) };
}

/** A character seldom has more UTF-16 units than this. It avoids measuring megabytes to show one line. */
const unitsEach = 12;

/**
 * `text` in `width` columns, with `…` for what is left out. Only for plain text. cli-truncate (5.2.0), which handles colours, is one
 * column too wide if the cut falls in a wide character.
 */
export function cutMeasured(
  text: string,
  width: number,
  side: 'start' | 'end',
  measure: (text: string) => number,
  widthOf: (text: string) => number = measure,
): string {
  const most = width * unitsEach;
  if (text.length <= most && widthOf(text) <= width) return text;
  if (width < 1) return '';
  const isStart = side === 'start';
  const near = text.length <= most ? text : isStart ? text.slice(-most) : text.slice(0, most);
  const characters = [...new Intl.Segmenter().segment(near)].map(({ segment }) => segment);
  let left = width - 1;
  const fits = (character: string) => {
    left -= measure(character);
    return left >= 0;
  };
  const ordered = isStart ? characters.toReversed() : characters;
  const cutAt = ordered.findIndex((character) => !fits(character));
  const kept = ordered.slice(0, cutAt === -1 ? undefined : cutAt);
  return isStart ? `…${kept.toReversed().join('')}` : `${kept.join('')}…`;
}
