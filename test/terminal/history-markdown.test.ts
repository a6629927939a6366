import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import type { PastPart, PastTurn } from '../../src/core/past-turn.ts';
import { historyAsMarkdown } from '../../src/terminal/history-markdown.ts';

const turn = (number: number, prompt: string | null, parts: PastPart[] = [], rest: Partial<PastTurn> = {}): PastTurn => ({
  number,
  at: null,
  endedAt: null,
  model: null,
  prompt,
  parts,
  error: null,
  interrupted: false,
  compacted: false,
  ...rest,
});
const says = (text: string): PastPart => ({ type: 'text', text });
const does = (target: string, ok: boolean | null, result: string | null = null): PastPart => ({
  type: 'tool',
  tool: { name: 'X', target, ok, input: {}, result },
});

const plain = { withResults: false };

describe('historyAsMarkdown', () => {
  test('a conversation', () => {
    const turns = [
      turn(1, 'Design\nthe login', [says('**Yes.**'), does('Read a.ts', true), does('Bash `ls`', false), does('A', null), says('Done.')]),
      turn(2, null, [], { error: 'API Error: `529`', model: 'opus', compacted: true }),
      turn(3, 'x', [], { interrupted: true }),
    ];
    expect(historyAsMarkdown('auth', turns, plain)).toBe(`# auth

## Turn 1

\`\`\`text
Design
the login
\`\`\`

**Yes.**

- \`Read a.ts\`

- \`\` Bash \`ls\` \`\` (failed)

- \`A\` (no result)

Done.

## Turn 2

*opus*

*What came before was compacted.*

*The prompt is not in the transcript.*

**Error:** \`\` API Error: \`529\` \`\`

## Turn 3

\`\`\`text
x
\`\`\`

*Interrupted.*`);
  });

  test('the output of tools, in the item of the tool', () => {
    const [, , , list] = marked
      .lexer(historyAsMarkdown('auth', [turn(1, 'x', [does('Bash ls', true, 'a\n\n```\nb')])], { withResults: true }))
      .filter(({ type }) => type !== 'space');
    expect(list).toMatchObject({
      type: 'list',
      items: [{ tokens: expect.arrayContaining([expect.objectContaining({ type: 'code', text: 'a\n\n```\nb' })]) }],
    });
  });

  test.each([
    'plain',
    '```\nan open fence',
    '````js\na longer one\n```\n',
    '~~~\nof tildes',
    '<!-- an open comment',
    '<script>\nopen',
    '<div>\n<p>open',
    '- a list\n  - in a list\n\n    ```\n    open',
    '> a quote\n> ```',
    'a setext line',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '[a link',
    '`open code',
    '```` `````` ```',
    '`'.repeat(50),
    '\u001b[31mred\u001b[0m \u0007',
    '</details>',
    '<pre>',
    '<![CDATA[',
    '<?php',
    '    code',
    '1. one\n2. two',
    '\\',
  ])('%j as a prompt, an answer and a result: the next turn is a heading, and the prompt is as it was', (text) => {
    const clean = text.replaceAll(/\u001b\[\d+m|\u0007/g, '');
    const markdown = historyAsMarkdown(
      'auth',
      [turn(1, text, [says(text), does(`Bash ${text}`, true, text)], { error: text }), turn(2, 'next')],
      {
        withResults: true,
      },
    );
    const tokens = marked.lexer(markdown).filter(({ type }) => type !== 'space');
    expect(tokens[0]).toMatchObject({ type: 'heading', depth: 1, text: 'auth' });
    expect(tokens[1]).toMatchObject({ type: 'heading', depth: 2, text: 'Turn 1' });
    expect(tokens[2]).toMatchObject({ type: 'code', text: clean.replace(/\n$/, '') });
    expect(tokens.slice(-3)).toMatchObject([
      { type: 'heading', depth: 2, text: 'Turn 2' },
      { type: 'code', text: 'next' },
      { type: 'paragraph' },
    ]);
    expect(markdown).not.toMatch(/[\u0000-\u0008\u001b]/);
  });
});
