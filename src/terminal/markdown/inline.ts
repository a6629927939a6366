import type { Token, Tokens } from 'marked';
import { printable } from '../text.ts';
import type { Marks } from './marks.ts';

/** Text with its marks, in one paragraph: only a hard break begins a new line. */
export function renderInline(tokens: readonly Token[], marks: Marks): string {
  return tokens.map((token) => renderToken(token, marks)).join('');
}

function renderToken(token: Token, marks: Marks): string {
  const inside = () => renderInline((token as Tokens.Generic).tokens ?? [], marks);
  switch (token.type) {
    case 'strong':
      return marks.strong(inside());
    case 'em':
      return marks.em(inside());
    case 'del':
      return marks.del(inside());
    case 'codespan':
      return marks.codespan(flat(token.text));
    case 'br':
      return '\n';
    case 'link':
      return marks.link(inside(), addressOf(token as Tokens.Link));
    case 'image':
      return marks.image(flat(token.text), token.href);
    case 'html':
      return marks.quiet(flat(token.raw));
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '[x] ' : '[ ] ';
    case 'escape':
      return token.text;
    case 'text':
      return (token as Tokens.Text).tokens ? inside() : decodeEntities(flat(token.text));
    default:
      return flat(token.raw);
  }
}

/** An address that stands for itself is shown as it was written: without the scheme that marked puts before it. */
function addressOf({ href, text }: Tokens.Link): string {
  return href === `mailto:${text}` || href === `http://${text}` ? text : href;
}

function flat(text: string): string {
  return text.replaceAll(/[\n\t]/g, ' ');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** An entity may stand for a control character. */
function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/g, (raw, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] ?? raw) : raw;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? flat(printable(String.fromCodePoint(code))) : raw;
  });
}
