import { expect, test } from 'vitest';
import { renderProbes } from './probe/page.ts';
import { everyEighth, knownReleases, nextInGaps } from './probe/plan.ts';
import { changesIn, type Probed } from './probe/results.ts';

const releases = Array.from({ length: 20 }, (_, index) => `2.1.${index}`);

test('the oldest known release and later ones are probed, previews left out', () => {
  expect(knownReleases(['2.1.10', '0.2.9', '2.1.9', '1.0.60', '1.0.59', '2.1.11-beta.1'])).toEqual(['1.0.60', '2.1.9', '2.1.10']);
});

test('every eighth release is probed, and the newest', () => {
  expect(everyEighth(releases)).toEqual(['2.1.0', '2.1.8', '2.1.16', '2.1.19']);
});

test('the gap in which a fact changed is halved until the two releases are neighbours', () => {
  const probed: Probed = { '2.1.0': { manualMode: false }, '2.1.8': { manualMode: true }, '2.1.16': { manualMode: true } };
  const tried: string[] = [];
  for (let next = nextInGaps(releases, probed); next.size > 0; next = nextInGaps(releases, probed)) {
    for (const [release, facts] of next) {
      expect(facts).toEqual(['manualMode']);
      tried.push(release);
      probed[release] = { manualMode: Number(release.split('.')[2]) >= 6 };
    }
  }
  expect(tried).toEqual(['2.1.4', '2.1.6', '2.1.5']);
  expect(changesIn(probed)).toEqual([{ fact: 'manualMode', before: '2.1.5', after: '2.1.6' }]);
});

test('a release that cannot be probed is passed over', () => {
  const probed: Probed = { '2.1.0': { manualMode: false }, '2.1.4': { manualMode: true } };
  expect([...nextInGaps(releases, probed, new Set(['2.1.2'])).keys()]).toEqual(['2.1.3']);
});

test('a fact that comes and goes is told with each of its ranges', () => {
  const page = renderProbes({
    '2.1.0': { keepsHistory: true },
    '2.1.1': { keepsHistory: false, manualMode: true },
    '2.1.2': { keepsHistory: false },
    '2.1.3': { keepsHistory: true },
  }).join('\n');
  expect(page).toContain('in its history | 2.1.0: yes<br>2.1.1 – 2.1.2: no<br>2.1.3: yes |');
  expect(page).toContain('is known | 2.1.1: yes |');
});
