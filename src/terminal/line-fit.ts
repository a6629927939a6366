import stringWidth from 'string-width';
import { cutMeasured } from './ruler.ts';

/** Fits text into the width of a terminal. */
export interface Fit {
  /** One line; if too long, cut with an ellipsis. @param used columns that are already taken. */
  cut(line: string, used: number): string;
  /** Wraps lines that are too long, keeping their indentation. */
  wrap(text: string, used: number): string;
}

const narrowest = 4;

/** Takes 20 ms to load: it knows the width of every character. */
export function fitTo(width: number): Fit {
  return {
    cut: (line, used) => cutMeasured(line, Math.max(1, width - used), 'end', stringWidth),
    wrap: (text, used) => {
      const columns = Math.max(narrowest, width - used);
      return text
        .split('\n')
        .map((line) => wrapLine(line, columns))
        .join('\n');
    },
  };
}

const ascii = /^[\u0020-\u007e]*$/;

function wrapLine(line: string, columns: number): string {
  const isPlain = ascii.test(line);
  if (isPlain && line.length <= columns) return line;
  const [margin = ''] = /^ */.exec(line.slice(0, Math.floor(columns / 2))) ?? [];
  const text = line.slice(margin.length);
  const width = columns - margin.length;
  return indent((isPlain ? wrapPlain(text, width) : wrapWide(text, width)).join('\n'), margin);
}

// wrap-ansi takes minutes for a line of megabytes, and only colours would need it: there are none here.
function wrapPlain(text: string, columns: number): string[] {
  const lines: string[] = [];
  let start = 0;
  while (text.length - start > columns) {
    const window = text.slice(start, start + columns + 1);
    const blank = window.lastIndexOf(' ');
    lines.push(window.slice(0, blank > 0 ? blank : columns).trimEnd());
    start += blank > 0 ? blank + 1 : columns;
  }
  return [...lines, text.slice(start)];
}

function wrapWide(text: string, columns: number): string[] {
  const lines: string[] = [];
  let start = 0;
  let width = 0;
  let blank = { at: -1, width: 0 };
  const breakAt = (end: number, next: number, left: number) => {
    lines.push(text.slice(start, end).trimEnd());
    start = next;
    width = left;
    blank = { at: -1, width: 0 };
  };
  for (const { segment, index } of segmentsOf(text)) {
    const own = widthOf(segment);
    if (segment === ' ' && width === columns) {
      breakAt(index, index + 1, 0);
      continue;
    }
    while (width > 0 && width + own > columns) {
      if (blank.at > start) breakAt(blank.at, blank.at + 1, width - blank.width - 1);
      else breakAt(index, index, 0);
    }
    if (segment === ' ') blank = { at: index, width };
    width += own;
  }
  return [...lines, text.slice(start)];
}

/** In parts: the segmenter gets slower per character on long texts. */
function* segmentsOf(text: string): Generator<{ segment: string; index: number }> {
  const part = 1024;
  const segmenter = new Intl.Segmenter();
  for (let start = 0; start < text.length; ) {
    const end = start + part < text.length && /[\ud800-\udbff]/.test(text[start + part - 1] ?? '') ? start + part - 1 : start + part;
    for (const { segment, index } of segmenter.segment(text.slice(start, end))) yield { segment, index: start + index };
    start = end;
  }
}

/** The most common characters need no look-up. */
function widthOf(segment: string): number {
  if (segment.length > 1) return stringWidth(segment);
  if (segment >= ' ' && segment <= '~') return 1;
  return (segment >= '\u4e00' && segment <= '\u9fff') || (segment >= '\uac00' && segment <= '\ud7a3') ? 2 : stringWidth(segment);
}

function indent(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => `${margin}${line}`.trimEnd())
    .join('\n');
}
