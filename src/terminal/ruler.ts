/** How wide texts are on the screen, and how they are cut to a width, with `…` in the place of what is gone. */
export interface Ruler {
  widthOf(text: string): number;
  cut(text: string, width: number, side: 'start' | 'end'): string;
}

/** Letters of the European languages and the signs that chorus uses: each takes one column. */
const plain = /^[ -~¡-¬®-ɏΑ-ωА-я…⏎→✓✗├└│─]*$/;

/** For plain texts alone, unless what is wide (CJK, emoji) or nothing at all (marks) is among them: that takes 20 ms to load. */
export async function rulerFor(texts: Iterable<string>): Promise<Ruler> {
  for (const text of texts) if (!plain.test(text)) return (await import('./wide-ruler.ts')).wideRuler();
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
