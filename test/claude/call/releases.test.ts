import { describe, expect, test } from 'vitest';
import {
  compareReleases,
  lacks,
  measuredReleases,
  nearestMeasured,
  newestMeasured,
  type Quirks,
  quirksOf,
} from '../../../src/claude/call/releases.ts';
import facts from '../../fixtures/claude-releases.json' with { type: 'json' };

test('the releases are those that were measured, oldest first', () => {
  expect(measuredReleases).toEqual(facts.map(({ release }) => release));
  expect([...measuredReleases].sort(compareReleases)).toEqual(measuredReleases);
  expect(newestMeasured).toBe('2.1.329');
});

/** Where the costs of three calls can only be sums: what a fork costs on top of them shows it too. */
const sums = ['2.1.280', '2.1.300', '2.1.310', '2.1.329'];

describe('quirksOf', () => {
  test.each(facts)('$release is what was measured', (fact) => {
    const {
      repairsLinks: _repairs,
      wedgesKilledStart: _wedges,
      namesConversations: _names,
      straysWhenOpened: _strays,
      normalizesProjects: _form,
      findsEverywhere: _everywhere,
      ...quirks
    } = quirksOf(fact.release);
    expect(quirks).toEqual({
      resumeChangesId: !fact.resumeKeepsSessionId,
      forkSession: fact.fork !== null,
      forkTakesSessionId: fact.forkAcceptsSessionId,
      resumeSessionAt: fact.resumeSessionAtUserMessagesSeen === 2,
      recordsSystemPrompt: fact.systemPromptPersistsOnResume,
      manualMode: fact.permissionModeChoices.includes('manual'),
      totalCost: sums.includes(fact.release) ? 'conversation' : 'call',
    } satisfies Omit<
      Quirks,
      'repairsLinks' | 'wedgesKilledStart' | 'namesConversations' | 'straysWhenOpened' | 'normalizesProjects' | 'findsEverywhere'
    >);
  });

  test('1.0.128 and 2.0.0 lose what is said after an interactive resume', () => {
    const straying = facts.map(({ release }) => release).filter((release) => quirksOf(release).straysWhenOpened);
    expect(straying).toEqual(['1.0.128', '2.0.0']);
  });

  test.each<[release: string, repairs: Quirks['repairsLinks']]>([
    ['2.0.50', 'never'],
    ['2.1.90', 'never'],
    ['2.1.91', 'missing'],
    ['2.1.105', 'missing'],
    ['2.1.114', 'all'],
    ['2.1.331', 'all'],
  ])('%s repairs broken links of a transcript: %s', (release, repairs) => {
    expect(quirksOf(release).repairsLinks).toBe(repairs);
  });

  test.each<[release: string, normalizes: boolean]>([
    ['2.1.37', false],
    ['2.1.38', true],
    ['2.1.75', true],
    ['2.1.160', false],
    ['2.1.329', false],
  ])('%s names the folder of a directory after its path in NFC: %s', (release, normalizes) => {
    expect(quirksOf(release).normalizesProjects).toBe(normalizes);
  });

  test.each<[release: string, finds: boolean]>([
    ['2.1.50', false],
    ['2.1.218', false],
    ['2.1.226', true],
  ])('%s finds a conversation from any directory: %s', (release, finds) => {
    expect(quirksOf(release).findsEverywhere).toBe(finds);
  });

  test('a killed first turn is wedged up to 2.1.50, and not in 2.1.329', () => {
    const wedged = facts.map(({ release }) => release).filter((release) => quirksOf(release).wedgesKilledStart);
    expect(wedged).toEqual(['1.0.60', '1.0.90', '1.0.110', '1.0.128', '2.0.0', '2.0.50', '2.1.50']);
  });

  test.each<[what: string, release: string | undefined, taken: string]>([
    ['one that is not told, for the newest', undefined, '2.1.329'],
    ['a later one, for the newest', '2.1.330', '2.1.329'],
    ['a much later one, for the newest', '10.0.0', '2.1.329'],
    ['one between two, for the older', '1.0.127', '1.0.110'],
    ['one between two, for the older', '2.1.90', '2.1.50'],
    ['one between two, for the older', '2.1.279', '2.1.250'],
    ['one before all, for the oldest', '0.2.9', '1.0.60'],
  ])('treats %s (%s)', (_, release, taken) => {
    expect(quirksOf(release)).toEqual(quirksOf(taken));
  });

  test('gives each caller its own', () => {
    expect(quirksOf('2.1.329')).not.toBe(quirksOf('2.1.329'));
  });
});

describe('lacks', () => {
  test.each<[release: string | undefined, since: string | undefined, lacking: boolean]>([
    ['1.0.60', '1.0.60', false],
    ['1.0.60', '1.0.90', true],
    ['0.9.0', '1.0.90', true],
    ['1.0.61', '1.0.90', false],
    ['1.0.128', '2.0.50', true],
    ['2.0.0', '2.0.50', true],
    ['2.0.1', '2.0.50', false],
    ['2.0.50', '2.0.50', false],
    ['2.1.329', '2.1.280', false],
    ['3.0.0', '2.1.280', false],
    ['0.9.0', '1.0.60', false],
    [undefined, '2.1.280', false],
    ['2.1.50', undefined, false],
  ])('%s lacks what came with %s: %s', (release, since, lacking) => {
    expect(lacks(release, since)).toBe(lacking);
  });
});

test.each<[string, string, number]>([
  ['1.0.60', '1.0.60', 0],
  ['1.0.9', '1.0.10', -1],
  ['2.0.0', '1.9.99', 1],
  ['2.1.100', '2.1.50', 1],
])('%s against %s: %i', (a, b, sign) => {
  expect(Math.sign(compareReleases(a, b))).toBe(sign);
  expect(Math.sign(compareReleases(b, a))).toBe(sign === 0 ? 0 : -sign);
});

test.each<[release: string | undefined, nearest: string]>([
  ['2.1.329', '2.1.329'],
  ['2.1.328', '2.1.310'],
  ['2.1.400', '2.1.329'],
  ['3.0.0', '2.1.329'],
  ['1.0.3', '1.0.60'],
  [undefined, '2.1.329'],
])('%s is treated as %s', (release, nearest) => {
  expect(nearestMeasured(release)).toBe(nearest);
  if (release !== undefined) expect(quirksOf(release)).toEqual(quirksOf(nearest));
});
