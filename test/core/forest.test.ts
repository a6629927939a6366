import { describe, expect, test } from 'vitest';
import { buildForest, findTree, growForest, type TreeNode } from '../../src/core/forest.ts';
import { createSession, type Session } from '../../src/core/session.ts';
import { findParent, settingsWith } from '../../src/library/kinship.ts';

/** Sessions from texts like `name < parent`, created in the given order; ids are `id-<name>`. */
function family(...lines: string[]): Session[] {
  return lines.map((line, index) => {
    const [name = '', parent] = line.split(' < ');
    return makeSession(name, { parent, minute: index });
  });
}

function makeSession(
  name: string,
  { parent, minute = 0, ...rest }: { parent?: string | undefined; minute?: number } & Partial<Omit<Session, 'parent'>> = {},
): Session {
  const session = createSession({ name, sessionId: `id-${name}`, now: new Date(Date.UTC(2026, 0, 1, 0, minute)), cwd: '/w', settings: {} });
  return { ...session, parent: parent === undefined ? null : { name: parent, sessionId: `id-${parent}`, at: null }, ...rest };
}

/** Draws a forest as `a(b(c),d)`: `!` marks a removed session, `@` a cycle that was cut. */
function draw(forest: readonly TreeNode[]): string {
  return forest
    .map(({ name, session, isCyclic, children }) => {
      const below = children.length > 0 ? `(${draw(children)})` : '';
      return `${name}${session ? '' : '!'}${isCyclic ? '@' : ''}${below}`;
    })
    .join(',');
}

const noSettings = () => ({});

test('an item known only from the log gets its place in the tree, with its forks below it', () => {
  const kin = (name: string, parent?: string) => ({
    name,
    ids: [`id-${name}`],
    parent: parent === undefined ? null : { name: parent, sessionId: `id-${parent}` },
    createdAt: '',
  });
  const items = [kin('fork', 'removed'), kin('removed'), kin('other', 'nobody')];
  const [removed, nobody] = growForest(items, (item) => item);
  expect([removed?.item, removed?.children.map(({ item }) => item)]).toEqual([items[1], [items[0]]]);
  expect([nobody?.item, nobody?.kin.name, nobody?.children.map(({ item }) => item)]).toEqual([null, 'nobody', [items[2]]]);
});

describe('buildForest', () => {
  test.each<[what: string, sessions: Session[], drawn: string]>([
    ['nothing', [], ''],
    ['no forks: the order of the sessions', family('b', 'a'), 'b,a'],
    ['forks, and forks of them', family('a', 'b < a', 'c < b', 'd < a'), 'a(b(c),d)'],
    ['children in the order in which they were created', family('a', 'z < a', 'b < a').toReversed(), 'a(z,b)'],
    ['a tree has the position of its first member', [...family('x < b'), ...family('y'), ...family('b')], 'b(x),y'],
    ['a parent that was removed, once for all its forks', family('a < gone', 'b', 'c < gone'), 'gone!(a,c),b'],
    ['a renamed parent is found by its id', [makeSession('new-name', { sessionId: 'id-a' }), ...family('b < a')], 'new-name(b)'],
    [
      "another session with the parent's name is not the parent",
      [makeSession('a', { sessionId: 'another' }), ...family('b < a')],
      'a,a!(b)',
    ],
    [
      'a parent that restarted is known by a former id',
      [makeSession('a', { sessionId: 'fresh', formerIds: ['id-a'] }), ...family('b < a')],
      'a(b)',
    ],
    [
      'who has the id now comes before who had it',
      [makeSession('took-over', { formerIds: ['id-a'] }), ...family('a', 'b < a')],
      'took-over,a(b)',
    ],
    ['a fork in the place of its original', [makeSession('a', { sessionId: 'id-b', formerIds: ['id-a'], parent: 'a' })], 'a'],
    ['its own parent', family('a < a', 'b < a'), 'a@(b)'],
    ['two sessions that are forks of each other', family('b < a', 'a < b'), 'b@(a)'],
    ['a cycle with forks attached to it', family('tail < c', 'a < b', 'b < c', 'c < a', 'leaf < tail'), 'a@(c(tail(leaf),b))'],
    ['two cycles', family('a < b', 'b < a', 'x < y', 'y < x'), 'a@(b),x@(y)'],
  ])('%s', (_, sessions, drawn) => {
    expect(draw(buildForest(sessions, noSettings))).toBe(drawn);
  });

  test('every session appears once, whatever the parents are', () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const sessions = names.map((name, minute) =>
        makeSession(name, { minute, parent: random(4) === 0 ? undefined : (names[random(13)] ?? 'gone') }),
      );
      const flat = (nodes: readonly TreeNode[]): string[] => nodes.flatMap((node) => [node.name, ...flat(node.children)]);
      const shown = flat(buildForest(sessions, noSettings)).filter((name) => name !== 'gone');
      expect(shown.sort()).toEqual([...names].sort());
    }
  });

  test('a chain of a thousand forks', () => {
    const sessions = Array.from({ length: 1000 }, (_, index) =>
      makeSession(`s${index}`, { minute: index, parent: index === 0 ? undefined : `s${index - 1}` }),
    );
    const [root] = buildForest(sessions, noSettings);
    expect(root && findTree([root], 's999')).toBe(root);
  });

  test('settings that differ from the parent, in the order of its settings', () => {
    const sessions = family('a', 'b < a', 'c < b', 'd < gone');
    const settings: Record<string, Record<string, string | string[]>> = {
      a: { model: 'opus', allowedTools: ['Edit'], effort: 'low' },
      b: { model: 'haiku', allowedTools: ['Edit'], permissionMode: 'plan' },
      c: { model: 'haiku', allowedTools: ['Edit'], permissionMode: 'plan' },
      d: { model: 'haiku' },
    };
    const [a, gone] = buildForest(sessions, ({ name }) => settings[name] ?? {});
    const [b] = a?.children ?? [];
    expect(a?.changes).toEqual([]);
    expect(b?.changes).toEqual([
      { key: 'model', from: 'opus', to: 'haiku' },
      { key: 'effort', from: 'low', to: undefined },
      { key: 'permissionMode', from: undefined, to: 'plan' },
    ]);
    expect(b?.children[0]?.changes).toEqual([]);
    expect(gone?.children[0]?.changes).toEqual([]);
  });
});

describe('settingsWith', () => {
  const config = { version: 1 as const, defaults: { model: 'opus', effort: 'low' }, profiles: { cheap: { model: 'haiku' } } };

  test.each<[what: string, changes: Partial<Session>, settings: object]>([
    ['the defaults', {}, { model: 'opus', effort: 'low' }],
    ['a profile', { profile: 'cheap' }, { model: 'haiku', effort: 'low', profile: 'cheap' }],
    ['its own', { profile: 'cheap', settings: { model: 'sonnet' } }, { model: 'sonnet', effort: 'low', profile: 'cheap' }],
    ['a profile that does not exist', { profile: 'none' }, { model: 'opus', profile: 'none' }],
    ['a profile whose name every object has as a property', { profile: 'constructor' }, { model: 'opus', profile: 'constructor' }],
    ['the directory', { cwd: '/elsewhere' }, { cwd: '/elsewhere' }],
  ])('%s', (_, changes, settings) => {
    expect(settingsWith(config)({ ...makeSession('a'), ...changes })).toMatchObject(settings);
  });

  test('without a config, the built-in settings', () => {
    expect(settingsWith(undefined)(makeSession('a'))).toMatchObject({ onGone: 'fail', cwd: '/w' });
    expect(settingsWith(undefined)(makeSession('a')).model).toBeUndefined();
  });
});

describe('findParent', () => {
  const parent = { name: 'a', sessionId: 'id-a', at: null };

  test.each<[what: string, sessions: Session[], found: string | undefined]>([
    ['where it was', family('a', 'b'), 'a'],
    ['renamed', [makeSession('z', { sessionId: 'id-a' })], 'z'],
    ['restarted', [makeSession('a', { sessionId: 'other', formerIds: ['id-a'] })], 'a'],
    ['another under its name', [makeSession('a', { sessionId: 'other' })], undefined],
    ['removed', [], undefined],
  ])('%s', (_, sessions, found) => {
    const store = { readIfWhole: (name: string) => sessions.find((each) => each.name === name), list: () => ({ sessions, damaged: [] }) };
    expect(findParent(parent, store)?.name).toBe(found);
    expect(findParent({ ...parent, name: '../../etc' }, store)?.name).toBe(found);
  });
});
