import { Chalk } from 'chalk';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { PastPart, PastTurn } from '../../src/core/past-turn.ts';
import { formatHistory, type HistoryLook } from '../../src/terminal/history.ts';
import { fitTo } from '../../src/terminal/line-fit.ts';

const style = new Chalk({ level: 0 });
const plain: HistoryLook = { style, fit: undefined, withResults: false };

const says = (text: string): PastPart => ({ type: 'text', text });
const does = (target: string, ok: boolean | null = true, result: string | null = 'given back'): PastPart => ({
  type: 'tool',
  tool: { name: target.split(' ')[0] ?? '', target, ok, input: {}, result },
});
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

describe('formatHistory', () => {
  test.each<[what: string, turns: PastTurn[], text: string]>([
    ['two turns', [turn(1, 'one', [says('1')]), turn(2, 'two', [says('2')])], 'Turn 1\n> one\n\n1\n\nTurn 2\n> two\n\n2'],
    [
      'tools stand together',
      [turn(1, 'do', [says('I look.'), does('Read a.ts'), does('Bash ls', false), does('Bash sleep 9', null), says('Done.')])],
      'Turn 1\n> do\n\nI look.\n\n  ✓ Read a.ts\n  ✗ Bash ls\n  ? Bash sleep 9\n\nDone.',
    ],
    ['a prompt of more than one line', [turn(1, 'one\n\n  two', [says('1')])], 'Turn 1\n> one\n>\n>   two\n\n1'],
    ['no answer', [turn(1, 'one')], 'Turn 1\n> one\n\n(no answer)'],
    ['no prompt', [turn(1, null, [says('1')])], 'Turn 1\n(the prompt is not in the transcript)\n\n1'],
    ['an error', [turn(1, 'one', [], { error: 'API Error: 529' })], 'Turn 1\n> one\n\n✗ API Error: 529'],
    ['stopped', [turn(1, 'one', [], { interrupted: true })], 'Turn 1\n> one\n\n(interrupted)'],
    ['compacted', [turn(1, 'one', [says('1')], { compacted: true })], 'Turn 1\n(what came before was compacted)\n> one\n\n1'],
    [
      'what a terminal would obey',
      [turn(1, '\u001b[31mred\u001b]0;title\u0007', [says('a\u0007\u009b2Jb\r\n\tc'), does('Bash \u001b[2Jls')], { model: 'm\u001b[1m' })],
      'Turn 1 · m\n> red\n\na2Jb\n    c\n\n  ✓ Bash ls',
    ],
    ['a long line of a tool', [turn(1, 'x', [does(`Bash ${'y'.repeat(300)}`)])], `Turn 1\n> x\n\n  ✓ Bash ${'y'.repeat(194)}…`],
  ])('%s', (_, turns, text) => {
    expect(formatHistory(turns, plain)).toBe(text);
  });

  test('when it was, who answered, and how long it took', () => {
    const facts = { at: '2026-01-01T10:00:00.000Z', endedAt: '2026-01-01T10:02:00.000Z', model: 'claude-opus-5-5' };
    const local = new Date(facts.at).toLocaleString('sv-SE').slice(0, 16);
    expect(formatHistory([turn(3, 'x', [says('1')], facts)], plain)).toBe(`Turn 3 · ${local} · claude-opus-5-5 · 2 min\n> x\n\n1`);
    expect(formatHistory([turn(3, 'x', [says('1')], { at: 'yesterday', endedAt: 'x' })], plain)).toBe('Turn 3\n> x\n\n1');
  });

  test('the output of tools: its first lines', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
    const shown = (result: string | null) =>
      formatHistory([turn(1, 'x', [does('Bash ls', true, result)])], { ...plain, withResults: true })
        .split('\n')
        .slice(3);
    expect(shown('one\n\ntwo\u0007\n')).toEqual(['  ✓ Bash ls', '    one', '', '    two']);
    expect(shown(lines(11))).toHaveLength(12);
    expect(shown(lines(13))).toEqual([
      '  ✓ Bash ls',
      ...lines(10)
        .split('\n')
        .map((line) => `    ${line}`),
      '    … 3 more lines',
    ]);
    expect(shown(null)).toEqual(['  ✓ Bash ls']);
    expect(shown('')).toEqual(['  ✓ Bash ls']);
  });

  test.each([20, 60, 200])('fits a terminal of %i columns', (columns) => {
    const text = 'A long line of text, 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 and 👩‍👩‍👧‍👦 families. '.repeat(4);
    const turns = [
      turn(1, text, [says(`${text}\n    indented: ${text}\n${'x'.repeat(500)}\n\ta\tb`), does(`Bash ${text}`, true, text)], {
        model: 'claude-of-a-very-long-name-that-does-not-fit',
        error: text,
      }),
    ];
    const shown = formatHistory(turns, { style, fit: fitTo(columns), withResults: true });
    expect(shown.split('\n').filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(shown.replaceAll(/[\s>]/g, '')).toContain(text.trim().replaceAll(/\s/g, ''));
    if (columns === 60) expect(shown).toContain(`\n${' '.repeat(4)}indented: `);
  });

  test('quiet colours', () => {
    const coloured = formatHistory([turn(1, 'do', [does('Bash ls', false)])], { ...plain, style: new Chalk({ level: 1 }) });
    expect(coloured).toBe('\u001b[1mTurn 1\u001b[22m\n\u001b[36m>\u001b[39m do\n\n  \u001b[31m✗\u001b[39m \u001b[2mBash ls\u001b[22m');
  });
});
