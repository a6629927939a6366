import { Lexer, type Token } from 'marked';
import { printable } from '../../core/printable.ts';
import { renderBlock } from './blocks.ts';
import type { Marks } from './marks.ts';

const fenceStart = /^ {0,3}(`{3,}|~{3,})/;

interface MarkdownOptions {
  write(text: string): void;
  /** Columns. Read again for each block, since a window may be resized. */
  width(): number;
  marks: Marks;
}

/**
 * Markdown that arrives in pieces, cut anywhere: each block is written once it is complete, code line by line. Only whole lines
 * decide where a block ends, so that the output does not depend on the cuts.
 */
export class MarkdownStream {
  readonly #options: MarkdownOptions;
  #line = '';
  /** The lines of the current block. */
  #block: string[] = [];
  #unread = 0;
  #fence: string | undefined;
  #isFirst = true;

  constructor(options: MarkdownOptions) {
    this.#options = options;
  }

  push(text: string): void {
    if (!text.includes('\n')) {
      this.#line += text;
      return;
    }
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#takeLine(printable(line));
  }

  /** The text has ended, perhaps in the middle of a block: all of it is written. The next push begins a new text. */
  end(): void {
    if (this.#line !== '') this.#takeLine(printable(this.#line));
    this.#line = '';
    this.#writeBlocks(lex(this.#block));
    this.#block = [];
    if (this.#fence !== undefined) this.#closeFence();
  }

  #takeLine(line: string): void {
    if (this.#fence !== undefined) {
      if (closes(this.#fence, line)) this.#closeFence();
      else this.#options.write(`${this.#options.marks.code(line)}\n`);
      return;
    }
    if (this.#block.length === 0 && line.trim() === '') return;
    this.#block.push(line);
    // A long block is not parsed again with each line, but each time it has grown by an eighth.
    if (++this.#unread < this.#block.length / 8) return;
    this.#unread = 0;
    const tokens = lex(this.#block);
    const at = tokens.findLastIndex(({ type }) => type !== 'space');
    const last = tokens[at];
    const fence = last?.type === 'code' ? fenceStart.exec(last.raw)?.[1] : undefined;
    if (at <= 0 && fence === undefined) return;
    const rest = tokens.slice(at).map(({ raw }) => raw);
    this.#writeBlocks(tokens.slice(0, at));
    const lines = rest.join('').replace(/\n$/, '').split('\n');
    this.#block = fence === undefined ? lines : [];
    if (fence !== undefined) this.#openFence(fence, lines);
  }

  #openFence(fence: string, [opener = '', ...code]: readonly string[]): void {
    this.#separate();
    this.#fence = fence;
    const above = this.#options.marks.fence(opener.trimStart());
    if (above !== undefined) this.#options.write(`${above}\n`);
    for (const line of code) this.#takeLine(line);
  }

  #closeFence(): void {
    const below = this.#options.marks.fence(this.#fence ?? '');
    if (below !== undefined) this.#options.write(`${below}\n`);
    this.#fence = undefined;
  }

  #writeBlocks(tokens: readonly Token[]): void {
    for (const token of tokens) {
      const lines = render(token, this.#options.width(), this.#options.marks);
      if (lines.length === 0) continue;
      this.#separate();
      this.#options.write(`${lines.join('\n')}\n`);
    }
  }

  #separate(): void {
    if (!this.#isFirst) this.#options.write('\n');
    this.#isFirst = false;
  }
}

function closes(fence: string, line: string): boolean {
  const closing = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return closing?.startsWith(fence) ?? false;
}

/** In longer lines marked takes seconds to search for addresses and emphasis. */
const longestLine = 10_000;

/** Nesting deeper than anybody reads: marked takes seconds for a list of 300 levels. */
const tooDeep = /^(?:[ \t]*(?:>|[*+-][ \t])){50}|^[ \t]{200}/;

/** Everything is shown. What marked cannot read, or not in time, is shown as plain text. */
function lex(lines: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let start = 0, end = 0; start < lines.length; start = end) {
    const isOddPart = isOdd(lines[start] ?? '');
    while (end < lines.length && isOdd(lines[end] ?? '') === isOddPart) end++;
    const source = lines.slice(start, end).join('\n');
    tokens.push(...(isOddPart ? [asIs(`${source}\n`)] : read(`${source}\n`)));
  }
  return tokens;
}

function isOdd(line: string): boolean {
  return line.length > longestLine || tooDeep.test(line);
}

function read(source: string): Token[] {
  try {
    return Lexer.lex(source);
  } catch {
    return [asIs(source)];
  }
}

function render(token: Token, width: number, marks: Marks): string[] {
  try {
    return renderBlock(token, width, marks);
  } catch {
    return renderBlock(asIs(token.raw), width, marks);
  }
}

function asIs(source: string): Token {
  return { type: 'text', raw: source, text: source.trimEnd() };
}
