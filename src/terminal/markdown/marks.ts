import type { ChalkInstance } from 'chalk';

/** How the parts of a text are marked: by colours, or, without colours, by Markdown's own signs. */
export interface Marks {
  heading(text: string, depth: number): string;
  strong(text: string): string;
  em(text: string): string;
  del(text: string): string;
  codespan(text: string): string;
  link(text: string, url: string): string;
  image(text: string, url: string): string;
  quiet(text: string): string;
  /** A line of a code block. */
  code(line: string): string;
  /** The line above and below a code block; undefined if colours mark the code. */
  fence(raw: string): string | undefined;
  bullet: string;
  quote: string;
  rule: string;
  column: string;
}

export function colourMarks(style: ChalkInstance): Marks {
  return {
    heading: (text, depth) => (depth === 1 ? style.bold.underline(text) : style.bold(text)),
    strong: (text) => style.bold(text),
    em: (text) => style.italic(text),
    del: (text) => style.strikethrough(text),
    codespan: (text) => style.cyan(text),
    link: (text, url) => (text === url ? style.blue.underline(url) : `${text} (${style.blue.underline(url)})`),
    image: (text, url) => `${style.dim('image:')} ${text} (${style.blue.underline(url)})`,
    quiet: (text) => style.dim(text),
    code: (line) => (line === '' ? '' : `  ${style.cyan(line)}`),
    fence: () => undefined,
    bullet: '•',
    quote: style.dim('│ '),
    rule: '─',
    column: style.dim(' │ '),
  };
}

export const plainMarks: Marks = {
  heading: (text, depth) => `${'#'.repeat(depth)} ${text}`,
  strong: (text) => `**${text}**`,
  em: (text) => `*${text}*`,
  del: (text) => `~~${text}~~`,
  codespan: (text) => `\`${text}\``,
  link: (text, url) => (text === url ? url : `${text} (${url})`),
  image: (text, url) => `image: ${text} (${url})`,
  quiet: (text) => text,
  code: (line) => line,
  fence: (raw) => raw,
  bullet: '-',
  quote: '> ',
  rule: '-',
  column: ' | ',
};
