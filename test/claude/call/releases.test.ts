import { describe, expect, test } from 'vitest';
import probes from '../../../docs/probes.json' with { type: 'json' };
import {
  compareReleases,
  knownRelease,
  lacks,
  measuredReleases,
  newestMeasured,
  type Quirks,
  quirksOf,
} from '../../../src/claude/call/releases.ts';
import facts from '../../fixtures/claude-releases.json' with { type: 'json' };

test('the releases whose flags were tried, oldest first', () => {
  expect(measuredReleases).toEqual(facts.map(({ release }) => release));
  expect([...measuredReleases].sort(compareReleases)).toEqual(measuredReleases);
});

/** Where the costs of three calls can only be sums: what a fork costs on top of them shows it too. */
const sums = ['2.1.280', '2.1.300', '2.1.310', '2.1.329'];

/** These were bisected by hand, on fewer releases: see the tests of each. */
const bisected = ['repairsLinks', 'normalizesProjects', 'findsEverywhere'];

type Probed = Record<string, Partial<Record<string, unknown>>>;
const probed = Object.entries(probes as Probed);
const releases = probed.map(([release]) => release);

describe('quirksOf', () => {
  test.each(facts)('$release is what was measured', (fact) => {
    expect(quirksOf(fact.release)).toMatchObject({
      resumeChangesId: !fact.resumeKeepsSessionId,
      forkSession: fact.fork !== null,
      forkTakesSessionId: fact.forkAcceptsSessionId,
      resumeSessionAt: fact.resumeSessionAtUserMessagesSeen === 2,
      recordsSystemPrompt: fact.systemPromptPersistsOnResume,
      manualMode: fact.permissionModeChoices.includes('manual'),
      totalCost: sums.includes(fact.release) ? 'conversation' : 'call',
    } satisfies Partial<Quirks>);
  });

  test.each(probed)('%s is what was probed', (release, { namesRelease: _, ...seen }) => {
    expect(quirksOf(release)).toMatchObject(seen);
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

  test('every quirk was probed on the oldest and the newest release, and on every tenth that npm has at least', () => {
    const names = Object.keys(quirksOf(newestMeasured)).filter((name) => !bisected.includes(name));
    const whole = probed.filter(([, seen]) => names.every((name) => name in seen)).map(([release]) => release);
    expect([whole[0], whole.at(-1)]).toEqual(['1.0.60', newestMeasured]);
    // 404 releases of npm lie between them.
    expect(whole.length).toBeGreaterThanOrEqual(41);
    expect(releases).toEqual([...releases].sort(compareReleases));
  });

  test.each<[what: string, release: string | undefined, taken: string]>([
    ['one that is not told, for the newest', undefined, newestMeasured],
    ['a later one, for the newest', '2.1.999', newestMeasured],
    ['a much later one, for the newest', '10.0.0', newestMeasured],
    ['one before all, for the oldest', '0.2.9', '1.0.60'],
  ])('treats %s (%s)', (_, release, taken) => {
    expect(quirksOf(release)).toEqual(quirksOf(taken));
    expect(knownRelease(release)).toBe(taken);
  });

  test('a release between two that were measured is known', () => {
    expect(knownRelease('2.1.276')).toBe('2.1.276');
    expect(quirksOf('2.1.276')).toMatchObject({ recordsSystemPrompt: true, totalCost: 'call' });
    expect(quirksOf('2.1.75')).toMatchObject({ wedgesKilledStart: false, namesConversations: false });
    expect(quirksOf('1.0.120')).toMatchObject({ straysWhenOpened: true });
    expect(quirksOf('2.0.20')).toMatchObject({ keepsHistory: false });
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
