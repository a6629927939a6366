import { describe, expect, test } from 'vitest';
import { type IndexLine, resolveChain } from '../../../src/claude/transcript/chain.ts';
import type { ChainEntry } from '../../../src/claude/transcript/chain-entry.ts';

interface Told extends ChainEntry {
  message: string;
}

const kinds = { p: 'prompt', a: 'answer', r: 'result', o: 'other', s: 'sidechain' } as const;

/** `a2<p2` is the answer a2 behind p2; `a2<p2:m` one of the message m; `!` a damaged line. Oldest first. */
function resolve(lines: string) {
  const entries = lines.split(' ').map((line): IndexLine<Told> => {
    if (line === '!') return 'damaged';
    const [, uuid = '', parent = '', message = ''] = /^(\w+)<(\w*):?(\w*)$/.exec(line) ?? [];
    return { uuid, parent: parent || null, kind: kinds[uuid[0] as keyof typeof kinds], message };
  });
  const { entries: chain, ...rest } = resolveChain(entries, (one, other) => one.message !== '' && one.message === other.message);
  return { chain: chain.map(({ uuid }) => uuid).join(' '), ...rest };
}

const whole = (chain: string) => ({ chain, gaps: 0, isWhole: true });

describe('resolveChain', () => {
  test.each<[what: string, lines: string, expected: ReturnType<typeof resolve>]>([
    ['a line', 'p1< a1<p1 p2<a1 a2<p2', whole('p1 a1 p2 a2')],
    ['what came between', 'p1< o1<p1 a1<o1 o2<a1 p2<o2', whole('p1 o1 a1 o2 p2')],
    ['an abandoned branch', 'p1< a1<p1 p2<a1 a2<p2 p3<a1 a3<p3', whole('p1 a1 p3 a3')],
    ['a branch that was abandoned later', 'p1< a1<p1 p2<a1 p3<a1 a3<p3 a2<p2 p4<a2', whole('p1 a1 p2 a2 p4')],
    ['another answer to the same prompt', 'p1< a1<p1:m a2<p1:n', whole('p1 a2')],
    ['a subagent', 'p1< s1< s2<s1 a1<p1 s3<s2', whole('p1 a1')],
    ['parents after their children', 'a2<p2 p2<a1 p1< a1<p1', whole('p1 a1')],
    ['parents after their children, the last one last', 'a1<p1 p1< p2<a1', whole('p1 a1 p2')],

    [
      'calls side by side: results and blocks that are no parents (2.1.329)',
      'p1< a1<p1:m a2<a1:m a3<a2:m r3<a3 r1<a1 r2<a2 a4<r2:n',
      whole('p1 a1 r1 a2 a3 r3 r2 a4'),
    ],
    ['what was abandoned behind such a block', 'p1< a1<p1:m a2<a1:m r2<a2 a3<r2:n p2<a3 r1<a1 a4<r1:o', whole('p1 a1 a2 r2 r1 a4')],
    ['the output of a command, as 2.1.100 puts it', 'p1< r1<p1 a1<p1', whole('p1 r1 a1')],

    ['one damaged line', 'p1< a1<p1 ! a2<p2 p3<a2', { chain: 'p1 a1 a2 p3', gaps: 1, isWhole: true }],
    ['two', 'p1< ! a2<p2 ! a3<p3', { chain: 'p1 a2 a3', gaps: 2, isWhole: true }],
    ['one that is no part of the conversation', 'p1< ! a1<p1 !', whole('p1 a1')],
    ['the first', '! a1<p1 p2<a1', { chain: 'a1 p2', gaps: 0, isWhole: false }],
    ['one behind a subagent', 'p1< s1< ! s2<s1 a1<gone', { chain: 'p1 a1', gaps: 1, isWhole: true }],
    ['a parent that is not there, and nothing is damaged', 'p1< a1<p1 p3<gone a3<p3', { chain: 'p3 a3', gaps: 0, isWhole: false }],
    ['damage behind a parent that is not there', 'p1< p3<gone ! a3<p3', { chain: 'p3 a3', gaps: 0, isWhole: false }],

    [
      'a compaction that a fork copied: its parent comes after it',
      'o1<a1 o2<o1 a1<o2 p1<a1',
      { chain: 'o1 o2 a1 p1', gaps: 0, isWhole: false },
    ],
    ['a circle', 'p1<a1 a1<p1', { chain: 'p1 a1', gaps: 0, isWhole: false }],
    ['its own parent', 'p1<p1', { chain: 'p1', gaps: 0, isWhole: false }],
    ['nothing', '!', whole('')],
    ['nothing but a subagent', 's1<', whole('')],
  ])('%s: %s', (_, lines, expected) => {
    expect(resolve(lines)).toEqual(expected);
  });

  test('a parent that stands far before its child', () => {
    const branch = Array.from({ length: 300 }, (_, index) => `p${index + 10}<${index === 0 ? 'a1' : `p${index + 9}`}`);
    expect(resolve(['p1<', 'a1<p1', ...branch, 'p2<a1'].join(' '))).toEqual(whole('p1 a1 p2'));
  });
});
