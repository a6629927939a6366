import { expect, test } from 'vitest';
import { cacheLine, cacheWords } from '../../src/terminal/cache-words.ts';

const broken = { status: 'broken', costUsd: 0.26, because: 'changed since the last turn: tools', missedTokens: 45_000 } as const;

test.each([
  [{ ...broken, status: 'warm', because: null, costUsd: 0, missedTokens: 0 }, 'warm'],
  [broken, 'broken: 45,000 tokens sent anew, for about $0.26 more (changed since the last turn: tools)'],
  [{ ...broken, costUsd: null }, 'broken: 45,000 tokens sent anew (changed since the last turn: tools)'],
])('%j', (cache, words) => {
  expect(cacheWords(cache)).toBe(words);
});

test('a miss has a line of its own if it cost more than 10 cents', () => {
  expect(cacheLine(broken)).toBe(`prompt cache ${cacheWords(broken)}`);
  expect(cacheLine({ ...broken, costUsd: 0.1 })).toBeUndefined();
  expect(cacheLine({ ...broken, costUsd: null })).toBeUndefined();
  expect(cacheLine({ ...broken, because: null })).toBeUndefined();
  expect(cacheLine(null)).toBeUndefined();
});
