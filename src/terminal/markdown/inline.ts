import type { Token, Tokens } from 'marked';
import { printable } from '../../core/printable.ts';
import type { Marks } from './marks.ts';

/** Text with its marks. Line breaks stay where Claude put them: it does not wrap its text, so a break is meant. */
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
      return marks.image(flat(token.text), printable(token.href));
    case 'html':
      return marks.quiet(flat(token.raw));
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '[x] ' : '[ ] ';
    case 'escape':
      return printable(token.text);
    case 'text':
      return (token as Tokens.Text).tokens ? inside() : printable(decodeEntities(token.text.replaceAll('\t', ' ')));
    default:
      return flat(token.raw);
  }
}

/** An address that is its own text is shown as it was written: without the scheme that marked adds. */
function addressOf({ href, text }: Tokens.Link): string {
  return printable(href === `mailto:${text}` || href === `http://${text}` ? text : href);
}

/** One line, without control characters: marked decodes entities, which may stand for one. */
function flat(text: string): string {
  return printable(text.replaceAll(/[\n\t]/g, ' '));
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntities(text: string): string {
  return text.replaceAll(/&(\w+);/g, (raw, name: string) => (Object.hasOwn(entities, name) ? (entities[name] ?? raw) : raw));
}
