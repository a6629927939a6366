import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { colourMarks, type Marks, plainMarks } from '../../../src/terminal/markdown/marks.ts';
import { MarkdownStream } from '../../../src/terminal/markdown/stream.ts';

const colours = colourMarks(new Chalk({ level: 1 }));

/** What is written when the pieces come one after the other. */
function show(pieces: readonly string[], { width = 40, marks = plainMarks }: { width?: number; marks?: Marks } = {}): string {
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  const stream = new MarkdownStream({ write, width: () => width, marks });
  for (const piece of pieces) stream.push(piece);
  stream.end();
  return shown;
}

const sample = `# Heading with \`code\`

A paragraph with **bold**, *emphasis*, ~~gone~~ and a [link](https://example.com/x), and 日本語のテキスト 🎉 to be wrapped.
Its second line.\\
Its third.

Setext
===

- first
  - nested, and long enough that it has to go on in another line
- second

1. Do this:

   \`\`\`sh
   npm ci

   npm test
   \`\`\`

9. Then that

\`\`\`\`ts title="x"
const a = \`\`\`;

\`\`\`
if (a < 2) b();
\`\`\`\`

- [ ] open
- [x] done

> quoted **text**
>
> - in a quote

| Name | What it is | Cost |
| --- | --- | ---: |
| \`auth\` | a name that is long, and has to be put into a narrow column | 1.20 |
| b | | 3 |

    indented code

***

<div>
html
</div>

[ref]: https://example.com
![image](x.png) <b>x</b> a@b.org https://example.org &lt;T&gt; \\* \u2028
~~~
left open
`;

describe('however the text is cut', () => {
  test('the same is written', () => {
    const whole = show([sample]);
    for (let at = 0; at <= sample.length; at++) {
      expect(show([sample.slice(0, at), sample.slice(at)])).toBe(whole);
    }
    expect(show([...sample])).toBe(whole);
    expect(show([...sample], { marks: colours })).toBe(show([sample], { marks: colours }));
  });

  test('nothing is lost where it ends', () => {
    const words = (text: string): string[] => text.match(/\w{2,}/g) ?? [];
    for (let at = 0; at <= sample.length; at += 3) {
      const begun = sample.slice(0, at);
      const shown = words(show([begun], { width: 500 }));
      // An entity stands for something else.
      const missing = words(begun.replaceAll(/&\w*;?/g, '')).filter((word) => !shown.includes(word));
      expect({ at, missing }).toEqual({ at, missing: [] });
    }
  });
});

test('in colours', () => {
  const shown = show(['# Title\n\nSome **bold** `code`, [a link](http://x.org) and http://x.org\n\n```ts\nlet x;\n```\n'], {
    marks: colours,
  });
  expect(shown).toBe(
    '\u001b[1m\u001b[4mTitle\u001b[24m\u001b[22m\n\n' +
      'Some \u001b[1mbold\u001b[22m \u001b[36mcode\u001b[39m, a link (\u001b[34m\u001b[4mhttp://x.org\u001b[24m\u001b[39m)\nand \u001b[34m\u001b[4mhttp://x.org\u001b[24m\u001b[39m\n\n' +
      '  \u001b[36mlet x;\u001b[39m\n',
  );
});

test("without colours: Markdown's own signs, laid out for the width", () => {
  expect(show([sample])).toMatchInlineSnapshot(`
    "# Heading with \`code\`

    A paragraph with **bold**, *emphasis*,
    ~~gone~~ and a link
    (https://example.com/x), and
    日本語のテキスト 🎉 to be wrapped.
    Its second line.
    Its third.

    # Setext

    - first
      - nested, and long enough that it has
        to go on in another line
    - second

    1. Do this:

       \`\`\`sh
       npm ci

       npm test
       \`\`\`

    2. Then that

    \`\`\`\`ts title="x"
    const a = \`\`\`;

    \`\`\`
    if (a < 2) b();
    \`\`\`\`

    - [ ] open
    - [x] done

    > quoted **text**
    >
    > - in a quote

    Name   | What it is               | Cost
    ----------------------------------------
    \`auth\` | a name that is long, and | 1.20
           | has to be put into a     |
           | narrow column            |
    b      |                          |    3

    \`\`\`
    indented code
    \`\`\`

    ----------------------------------------

    <div>
    html
    </div>

    [ref]: https://example.com

    image: image (x.png) <b>x</b> a@b.org
    https://example.org <T> *  

    ~~~
    left open
    ~~~
    "
  `);
});

test.each<[what: string, source: string, shown: string]>([
  ['nothing', '', ''],
  ['blank lines', '\n\n \n', ''],
  ['an empty item', '-\n- b', '-\n- b\n'],
  ['an empty code block', '```\n```\nx', '```\n```\n\nx\n'],
  ['code that is left open', 'a\n```js\nb\n', 'a\n\n```js\nb\n```\n'],
  ['lines stay as they are', 'one\ntwo', 'one\ntwo\n'],
  ['a loose list', '- a\n\n- b', '- a\n\n- b\n'],
  ['numbers go on', '3. a\n4. b', '3. a\n4. b\n'],
  ['entities', '&lt;b&gt; &amp;amp; &#65; &nope; `&lt;`', '<b> &amp; A &nope; `&lt;`\n'],
  [
    'a table that is too wide for its columns',
    `|${'a|'.repeat(12)}\n|${'-|'.repeat(12)}\n|${'long words|'.repeat(12)}`,
    'a: long words\n'.repeat(12),
  ],
  ['a long address stays whole', `see https://example.com/${'x'.repeat(40)} there`, `see\nhttps://example.com/${'x'.repeat(40)}\nthere\n`],
])('%s', (_, source, shown) => {
  expect(show([source])).toBe(shown);
});

test('no line is too wide, except code', async () => {
  const { default: stringWidth } = await import('string-width');
  for (const marks of [colours, plainMarks]) {
    for (const width of [20, 60, 200]) {
      const text = sample.replaceAll(/^( *)([`~]{3,})[\s\S]*?(\2)$/gm, '').replace('    indented code', '');
      const tooWide = show([text], { width, marks })
        .split('\n')
        .filter((line) => stringWidth(line) > width && !line.includes('://'));
      expect({ width, tooWide }).toEqual({ width, tooWide: [] });
    }
  }
});

test.each<[what: string, source: string]>([
  ['a rule in quotes', `${'> '.repeat(15)}---`],
  ['a table in quotes', ['| a | b |', '|---|---|', '| 1 | 2 |', '| 3 | 4 |'].map((line) => `${'> '.repeat(15)}${line}`).join('\n')],
  ['a rule in a task', `${'- [ ] '.repeat(6)}\n\n${' '.repeat(14)}---`],
])('nested deeper than the window is wide: %s', (_, source) => {
  for (const width of [1, 2, 20]) expect(show([`${source}\n\nend`], { width }).replaceAll(/\s/g, '')).toMatch(/end$/);
});

test('text that is not parsed in time holds nothing back, and what follows is rendered', () => {
  let shown = '';
  const stream = new MarkdownStream({ write: (text) => (shown += text), width: () => 40, marks: plainMarks });
  stream.push(`# Title\n${'x'.repeat(20_000)}\n\n- item\n`);
  expect(shown).toMatch(/^# Title\n\nx{20000}\n$/);
  stream.push(`\n${'-'.repeat(80)}\n`);
  stream.end();
  expect(shown).toMatch(/x\n\n- item\n\n-{40}\n$/);
});

test.each<[what: string, source: string]>([
  ['an escape sequence', 'a \u001b[2J b `\u001b]0;x\u0007` [c](\u009b31m)'],
  ['one in code', '```\n\u001b[2J\u0007\n```'],
  ['one cut in two', 'a \u001b'],
  [
    'entities',
    '&#27;[2J &#x1b;[2J &#155;2J `&#27;` [&#27;](&#27;[2J) ![&#x7;](&#7;) <a&#27;>\n\n# &#27;[2J\n\n- &#27;[2J\n\n|&#27;[2J|\n|-|\n|&#27;|',
  ],
  ['what turns text around', 'a \u202e b'],
])('no control characters for the terminal: %s', (_, source) => {
  expect(show([...source])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test.each<[what: string, source: string]>([
  ['a word', 'x'.repeat(300_000)],
  ['words', 'word '.repeat(50_000)],
  ['a list', '- item **b** and `c`\n'.repeat(2_000)],
  ['a table', `| a | b |\n|---|---|\n${'| `x` | y y y |\n'.repeat(1_500)}`],
  ['code', `\`\`\`\n${'const x = 1;\n'.repeat(20_000)}`],
  ['quotes in each other, more than marked can read', `${'>'.repeat(20_000)} x`],
  ['quotes in each other, as many as marked can read', `${'>'.repeat(2_000)} x`],
  ['lists in each other', Array.from({ length: 1_000 }, (_, depth) => `${'  '.repeat(depth)}- item`).join('\n')],
  ['lists in each other, on one line', `${'- '.repeat(1_000)}x`],
  ['what may be an address', `${'a'.repeat(100_000)}@`],
  ['what may be emphasis', '_a'.repeat(50_000)],
  ['brackets', '['.repeat(20_000)],
])('long ones take no more than their time: %s', (_, source) => {
  const startedAt = performance.now();
  const shown = show(source.match(/[\s\S]{1,50}/g) ?? [], { width: 100 });
  expect(inked(shown)).toBeGreaterThan(inked(source) * 0.6);
  // It takes some ms; what grows with the square of the size takes minutes.
  expect(performance.now() - startedAt).toBeLessThan(120_000);
});

function inked(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}

test('texts that follow each other are apart', () => {
  let shown = '';
  const stream = new MarkdownStream({ write: (text) => (shown += text), width: () => 40, marks: plainMarks });
  stream.push('one');
  stream.end();
  stream.end();
  stream.push('```\ntwo');
  stream.end();
  stream.push('three\n');
  stream.end();
  expect(shown).toBe('one\n\n```\ntwo\n```\n\nthree\n');
});

test('a block is written as soon as it is complete, code line by line', () => {
  let shown = '';
  const stream = new MarkdownStream({ write: (text) => (shown += text), width: () => 40, marks: plainMarks });
  const steps: [piece: string, shown: string][] = [
    ['# Ti', ''],
    ['tle\n', ''],
    ['\npara', ''],
    ['graph\n', '# Title\n'],
    ['\n```ts\n', '# Title\n\nparagraph\n\n```ts\n'],
    ['a\nb', '# Title\n\nparagraph\n\n```ts\na\n'],
    ['\n', '# Title\n\nparagraph\n\n```ts\na\nb\n'],
  ];
  for (const [piece, after] of steps) {
    stream.push(piece);
    expect({ piece, shown }).toEqual({ piece, shown: after });
  }
});
