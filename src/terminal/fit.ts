import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** How text is brought into the width of a terminal; where there is none, lines are as long as they are. */
export interface Fit {
  /** One line, with an ellipsis for what is too long. @param used columns that something else takes. */
  cut(line: string, used: number): string;
  /** Breaks lines that are too long; what is indented stays so. */
  wrap(text: string, used: number): string;
}

const narrowest = 4;

/** Takes 20 ms to load: it knows how wide every character is. */
export function fitTo(width: number): Fit {
  return {
    cut: (line, used) => cutLine(line, Math.max(1, width - used)),
    wrap: (text, used) => {
      const columns = Math.max(narrowest, width - used);
      return text
        .split('\n')
        .map((line) => wrapLine(line, columns))
        .join('\n');
    },
  };
}

/** A character of a line is seldom more than so many units. */
const unitsEach = 12;

/** Plain text alone: cli-truncate, which knows colours, is a column too long where a wide character stands at the end. */
function cutLine(line: string, columns: number): string {
  const start = line.slice(0, columns * unitsEach);
  if (start.length === line.length && stringWidth(line) <= columns) return line;
  let taken = '';
  let left = columns - 1;
  for (const { segment } of new Intl.Segmenter().segment(start)) {
    left -= stringWidth(segment);
    if (left < 0) break;
    taken += segment;
  }
  return `${taken}…`;
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns && /^[\u0020-\u007e]*$/.test(line)) return line;
  const [margin = ''] = /^ */.exec(line.slice(0, Math.floor(columns / 2))) ?? [];
  return indent(wrapAnsi(line.slice(margin.length), columns - margin.length, { hard: true }), margin);
}

function indent(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => `${margin}${line}`.trimEnd())
    .join('\n');
}
