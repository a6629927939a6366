import { describe, expect, test } from 'vitest';
import { type ChainLink, resolveChain, type WalkOptions, walkChain } from '../../../src/claude/transcript/chain.ts';
import type { Damage } from '../../../src/claude/transcript/link.ts';

interface Told extends ChainLink {
  message: string;
}

const kinds = { p: 'prompt', a: 'answer', r: 'result', o: 'other', c: 'compaction', s: 'sidechain' } as const;

/** `a2<p2` is the answer a2 behind p2; `a2<p2:m` one of the message m; `!` a damaged line. Given oldest first, returned newest first. */
function linesOf(lines: string): (Told | Damage)[] {
  const told = lines.split(' ').map((line): Told | Damage => {
    if (line === '!') return { kind: 'damaged', offset: 0, length: 1 };
    const [, uuid = '', parent = '', message = ''] = /^(\w+)<(\w*):?(\w*)$/.exec(line) ?? [];
    return { uuid, parent: parent || null, kind: kinds[uuid[0] as keyof typeof kinds], message };
  });
  return told.reverse();
}

function resolve(lines: string) {
  const { links, ...rest } = resolveChain<Told>(linesOf(lines), (one, other) => one.message !== '' && one.message === other.message);
  return { chain: links.map(({ uuid }) => uuid).join(' '), ...rest };
}

/** The records in the order of the walk, then how it ended, and how many of the lines were read for it. */
function walk(lines: string, options?: WalkOptions<Told>): string {
  let read = 0;
  const source = function* () {
    for (const line of linesOf(lines)) {
      read++;
      yield line;
    }
  };
  const steps: string[] = [];
  const walking = walkChain(source(), options);
  for (let step = walking.next(); ; step = walking.next()) {
    if (step.done) return `${[...steps, step.value].join(' ')}, ${read} read`;
    steps.push(step.value.uuid);
  }
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
    ['a parent that is not there, and nothing is damaged', 'p1< a1<p1 p3<gone a3<p3', { chain: 'p1 a1 p3 a3', gaps: 1, isWhole: true }],
    ['damage behind a parent that is not there', 'p1< p3<gone ! a3<p3', { chain: 'p1 p3 a3', gaps: 1, isWhole: true }],

    [
      'a compaction that a fork copied: its parent comes after it',
      'o1<a1 o2<o1 a1<o2 p1<a1',
      { chain: 'o1 o2 a1 p1', gaps: 0, isWhole: false },
    ],
    ['a circle', 'p1<a1 a1<p1', { chain: 'p1 a1', gaps: 0, isWhole: false }],
    ['a circle behind other records', 'p1< a1<p1 p2<a3 a2<p2 p3<a2 a3<p3', { chain: 'p1 a1 p2 a2 p3 a3', gaps: 1, isWhole: true }],
    ['the first is its own parent', 'p1<p1', whole('p1')],
    ['one is its own parent', 'p1< a1<p1 p2<p2 a2<p2', { chain: 'p1 a1 p2 a2', gaps: 1, isWhole: true }],
    ['nothing', '!', whole('')],
    ['nothing but a subagent', 's1<', whole('')],
  ])('%s: %s', (_, lines, expected) => {
    expect(resolve(lines)).toEqual(expected);
  });

  test('a parent far before its child', () => {
    const branch = Array.from({ length: 300 }, (_, index) => `p${index + 10}<${index === 0 ? 'a1' : `p${index + 9}`}`);
    expect(resolve(['p1<', 'a1<p1', ...branch, 'p2<a1'].join(' '))).toEqual(whole('p1 a1 p2'));
  });
});

describe('walkChain', () => {
  const until = ({ uuid }: Told) => uuid === 'a1';
  test.each<[what: string, lines: string, options: WalkOptions<Told> | undefined, expected: string]>([
    ['to the tip, and no further', 'p1< a1<p1 p2<a1 a2<p2', { until }, 'a2 p2 tip, 3 read'],
    ['from the tip itself', 'p1< a1<p1', { until }, 'tip, 1 read'],
    ['to the root', 'p1< a1<p1 p2<a1', undefined, 'p2 a1 p1 root, 3 read'],
    ['from another record', 'p1< a1<p1 p2<a1 p3<a1', { from: ({ uuid }) => uuid === 'p2', until }, 'p2 tip, 3 read'],
    ['from a record that is not there', 'p1< a1<p1', { from: () => false }, 'broken, 2 read'],
    ['from nothing', '! s1<', undefined, 'broken, 2 read'],
    ['past a subagent and an abandoned branch', 'p1< a1<p1 p2<a1 s1< p3<a1 s2<s1', { until }, 'p3 tip, 5 read'],
    ['a broken link', 'p1< a1<gone p2<a1', undefined, 'p2 a1 broken, 3 read'],
    ['a broken link behind damage', 'p1< ! a1<gone', undefined, 'a1 broken, 3 read'],
    ['a gap that is bridged', 'p1< ! a1<gone', { bridges: () => true }, 'a1 p1 root, 3 read'],
    ['a gap that is not', 'p1< ! a1<gone', { bridges: () => false }, 'a1 broken, 3 read'],
    ['a cycle that is bridged', 'p1< a1<p1 p2<a2 a2<p2', { bridges: () => true }, 'a2 p2 a1 p1 root, 4 read'],
    ['damage that is no gap', 'p1< ! a1<p1', { bridges: () => expect.unreachable() }, 'a1 p1 root, 3 read'],
    ['a cycle', 'a1<p2 p2<a1', undefined, 'p2 a1 cycle, 2 read'],
    ['a record that is its own parent', 'p1<p1', undefined, 'p1 cycle, 1 read'],
    ['a parent that comes after its child', 'a1<p1 p1< p2<a1', undefined, 'p2 a1 p1 root, 3 read'],
    [
      'one more parent after its child, when all was read',
      'o1< a2<p2 a1<p1 p1<a2 p2<o1 p3<a1',
      undefined,
      'p3 a1 p1 a2 p2 o1 root, 6 read',
    ],
  ])('%s: %s', (_, lines, options, expected) => {
    expect(walk(lines, options)).toBe(expected);
  });

  test('messages of the main chain can be counted up to the newest compaction, and on to the root', () => {
    const counts = { behindCompaction: 0, all: 0 };
    let isCompacted = false;
    const lines = 'p1< a1<p1 s1< p2<a1 a2<p2 c1<a2 o1<c1 p3<o1 a3<p3 p4<a2 p5<a3 a5<p5';
    for (const { kind } of walkChain(linesOf(lines))) {
      if (kind === 'compaction') isCompacted = true;
      if (kind !== 'prompt' && kind !== 'answer' && kind !== 'result') continue;
      counts.all++;
      if (!isCompacted) counts.behindCompaction++;
    }
    expect(counts).toEqual({ behindCompaction: 4, all: 8 });
  });

  test('many broken links after damage are not each searched for from the beginning', () => {
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, index) => `! p${index}<gone${index}`).join(' ');
    let gaps = 0;
    const bridges = () => ++gaps > 0;
    const links = [...walkChain(linesOf(lines), { bridges })];
    expect([links.length, gaps]).toEqual([count, count - 1]);
  });
});
