import type { Token, Tokens } from 'marked';
import { wrap } from '../wrap.ts';
import { renderInline } from './inline.ts';
import type { Marks } from './marks.ts';
import { renderMarkdownTable } from './table.ts';

/** The lines of a Markdown block, no wider than `width`, except for code, and tables that do not fit. */
export function renderBlock(token: Token, width: number, marks: Marks): string[] {
  switch (token.type) {
    case 'heading':
      return lines(wrap(marks.heading(inline(token, marks), (token as Tokens.Heading).depth), width));
    case 'code':
      return renderCode(token as Tokens.Code, marks);
    case 'list':
      return renderList(token as Tokens.List, width, marks);
    case 'blockquote':
      return renderBlocks((token as Tokens.Blockquote).tokens, Math.max(1, width - 2), marks).map((line) =>
        `${marks.quote}${line}`.trimEnd(),
      );
    case 'table':
      return renderMarkdownTable(token as Tokens.Table, width, marks);
    case 'hr':
      return [marks.quiet(marks.rule.repeat(Math.min(width, 40)))];
    case 'space':
      return [];
    case 'html':
    case 'def':
      return lines(token.raw.trimEnd()).map((line) => marks.quiet(line));
    default:
      return lines(wrap(inline(token, marks), width));
  }
}

/** Several blocks, with a blank line between them. */
function renderBlocks(tokens: readonly Token[], width: number, marks: Marks, isTight = false): string[] {
  const blocks = tokens.map((token) => renderBlock(token, width, marks)).filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 || isTight ? block : ['', ...block]));
}

function renderCode({ raw, text, codeBlockStyle }: Tokens.Code, marks: Marks): string[] {
  const fence = codeBlockStyle === 'indented' ? '```' : (raw.trimStart().split('\n')[0] ?? '');
  const code = text === '' ? [] : lines(text).map((line) => marks.code(line));
  const [above, below] = [marks.fence(fence), marks.fence(/^[`~]*/.exec(fence)?.[0] ?? '')];
  return above === undefined || below === undefined ? code : [above, ...code, below];
}

function renderList({ items, ordered, start, loose }: Tokens.List, width: number, marks: Marks): string[] {
  const first = typeof start === 'number' ? start : 1;
  const room = ordered ? String(first + items.length - 1).length + 2 : 2;
  return items.flatMap((item, index) => {
    const marker = ordered ? `${first + index}.`.padEnd(room) : `${marks.bullet} `;
    const body = renderItem(item, Math.max(1, width - room), marks);
    const shown = body.map((line, row) => (row === 0 ? (marker + line).trimEnd() : line === '' ? '' : ' '.repeat(room) + line));
    return index > 0 && loose ? ['', ...shown] : shown;
  });
}

/** The checkbox of a task is a token of its own, before the text. */
function renderItem({ tokens, loose }: Tokens.ListItem, width: number, marks: Marks): string[] {
  const [box, ...rest] = tokens;
  if (box?.type !== 'checkbox') return withLine(renderBlocks(tokens, width, marks, !loose));
  const mark = renderInline([box], marks);
  const [line = '', ...others] = withLine(renderBlocks(rest, Math.max(1, width - mark.length), marks, !loose));
  return [mark + line, ...others.map((other) => (other === '' ? '' : ' '.repeat(mark.length) + other))];
}

function withLine(body: string[]): string[] {
  return body.length > 0 ? body : [''];
}

function inline(token: Token, marks: Marks): string {
  const { tokens, text, raw } = token as Tokens.Generic;
  return tokens ? renderInline(tokens, marks) : String(text ?? raw);
}

function lines(text: string): string[] {
  return text.split('\n');
}
