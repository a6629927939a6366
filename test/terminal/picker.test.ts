import { Chalk } from 'chalk';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/core/conversation.ts';
import type { Listed } from '../../src/core/listing.ts';
import { createSession } from '../../src/core/session.ts';
import { commandOf } from '../../src/terminal/picker/keys.ts';
import { drawList, type ListState } from '../../src/terminal/picker/list-view.ts';
import { searchSessions } from '../../src/terminal/picker/search.ts';
import { columnsHere, sessionActions, sessionLook } from '../../src/terminal/picker/session-picker.ts';
import { step, windowOf } from '../../src/terminal/picker/window.ts';
import { measuringRuler } from '../../src/terminal/ruler.ts';

const now = new Date('2026-01-11T00:00:00Z');

function listed(name: string, tags: string[] = [], note: string | null = null): Listed {
  const session = createSession({ name, sessionId: `id-${name}`, now, cwd: '/work', settings: {} });
  return { session: { ...session, tags, note }, age: undefined, isInVault: false };
}

const sessions = [
  listed('auth/login', ['web', 'urgent']),
  listed('auth/logout', ['web']),
  listed('docs', [], 'the page about login'),
  listed('billing', ['urgent'], 'ログイン'),
];

describe('the search', () => {
  test.each<[query: string, names: string[]]>([
    ['', ['auth/login', 'auth/logout', 'docs', 'billing']],
    ['  ', ['auth/login', 'auth/logout', 'docs', 'billing']],
    ['docs', ['docs']],
    ['BILL', ['billing']],
    ['zzz', []],
    ['logout', ['auth/logout']],
    ['urgent', ['billing', 'auth/login']],
    ['ログ', ['billing']],
    ['nothing like it', []],
  ])('%j', (query, names) => {
    expect(searchSessions(sessions)(query).map(({ session }) => session.name)).toEqual(names);
  });

  test('a name comes before a note', () => {
    const names = searchSessions(sessions)('login').map(({ session }) => session.name);
    expect(names.slice(0, 1)).toEqual(['auth/login']);
    expect(names).toContain('docs');
  });
});

describe('steps and windows', () => {
  test.each<[active: number, by: number, count: number, to: number]>([
    [0, 1, 3, 1],
    [2, 1, 3, 0],
    [0, -1, 3, 2],
    [1, 10, 3, 2],
    [1, -10, 3, 0],
    [0, 1, 1, 0],
    [0, 1, 0, 0],
  ])('from %i by %i of %i to %i', (active, by, count, to) => {
    expect(step(active, by, count)).toBe(to);
  });

  test.each<[active: number, room: number, shown: number[], at: number]>([
    [0, 3, [0, 1, 2], 0],
    [1, 3, [0, 1, 2], 1],
    [5, 3, [4, 5, 6], 1],
    [9, 3, [7, 8, 9], 2],
    [9, 20, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 9],
  ])('%i with room for %i', (active, room, shown, at) => {
    expect(windowOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], active, room)).toEqual({ shown, active: at });
  });
});

test.each<[key: object, command: string | undefined]>([
  [{ name: 'return' }, 'open'],
  [{ name: 'f', ctrl: true }, undefined],
  [{ name: 'n', ctrl: true }, 'down'],
  [{ name: 'f' }, undefined],
  [{ name: 'd', ctrl: true }, 'quit'],
  [{ name: 'constructor' }, undefined],
])('%o asks for %s', (key, command) => {
  expect(commandOf({ name: '', ctrl: false, shift: false, ...key })).toBe(command);
});

test('each action of a session has a letter, and is refused if its answer will not do', () => {
  const actions = sessionActions((choice) => JSON.stringify(choice));
  const session = listed('auth', ['web', 'urgent']);
  expect(
    Object.entries(actions).map(([letter, { question, proposed, isYesNo, refuse }]) => [
      letter,
      question(session),
      proposed(session),
      isYesNo,
      JSON.parse(refuse(session, ' a, b ,') ?? ''),
    ]),
  ).toEqual([
    ['f', 'Name of the branch of auth:', '', false, { action: 'fork', name: 'auth', to: 'a, b ,' }],
    ['r', 'New name of auth:', 'auth', false, { action: 'rename', name: 'auth', to: 'a, b ,' }],
    ['t', 'Tags of auth, separated by commas:', 'web, urgent', false, { action: 'tag', name: 'auth', tags: ['a', 'b'] }],
    ['x', "Forget auth? Claude's transcript stays. (y/N)", '', true, { action: 'remove', name: 'auth' }],
  ]);
});

describe('what is drawn', () => {
  const draw = (state: Partial<ListState<Listed, Exchange>>, columns = 80, rows = 24) =>
    drawList(
      { found: sessions, total: 4, active: 0, detail: undefined, notice: undefined, ...state },
      sessionLook(columnsHere, new Chalk({ level: 0 }), measuringRuler(stringWidth), { now }),
      { columns, rows },
    ).split('\n');

  test('the active session has a mark, and its last exchange is shown below', () => {
    const lines = draw({ active: 1, detail: { prompt: 'Now add\nOAuth', answer: `Done.\u001b[31m ${'word '.repeat(200)}` } });
    expect(lines.filter((line) => line.startsWith('❯'))).toEqual([expect.stringMatching(/^❯ auth\/logout /)]);
    expect(lines).toContain('  you    Now add⏎OAuth');
    expect(lines.find((line) => line.startsWith('  claude'))).toMatch(/^ {2}claude Done\. word word/);
    expect(lines.filter((line) => line.startsWith('         word'))).toHaveLength(2);
    expect(lines.join('')).not.toContain('\u001b');
  });

  test.each([40, 60, 200])('nothing is wider than %i columns, or higher than the terminal', (columns) => {
    const found = Array.from({ length: 50 }, (_, index) =>
      listed(`ログイン-${index}-${'x'.repeat(60)}`, ['y'.repeat(40)], '長い'.repeat(100)),
    );
    for (const rows of [5, 10, 24]) {
      const lines = draw({ found, total: 50, active: 30, detail: { prompt: '長い'.repeat(200), answer: 'z'.repeat(900) } }, columns, rows);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThan(columns);
      expect(lines.some((line) => line.startsWith('❯'))).toBe(true);
      expect(lines.length).toBeLessThan(rows);
    }
  });

  test('no items, no match, and what went wrong', () => {
    expect(draw({ found: [], total: 0 })).toContain('  no session here');
    expect(draw({ found: [] })).toContain('  no match');
    expect(draw({ notice: 'it is\nbusy' })).toContain('it is⏎busy');
  });
});
