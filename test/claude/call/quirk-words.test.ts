import { expect, test } from 'vitest';
import { quirkWords } from '../../../src/claude/call/quirk-words.ts';
import { measuredReleases, newestMeasured, quirksOf } from '../../../src/claude/call/releases.ts';

test('releases that differ are described in different words', () => {
  const known = measuredReleases.map((release) => ({
    quirks: JSON.stringify(quirksOf(release)),
    words: quirkWords(quirksOf(release)).join('\n'),
  }));
  expect(new Set(known.map(({ words }) => words)).size).toBe(new Set(known.map(({ quirks }) => quirks)).size);
});

test('the oldest and the newest', () => {
  expect(quirkWords(quirksOf('1.0.60'))).toHaveLength(8);
  expect(quirkWords(quirksOf(newestMeasured))).toEqual([
    expect.stringContaining('--system-prompt-snapshot off'),
    expect.stringContaining('chorus reports the difference'),
  ]);
});
