import { describe, expect, test } from 'vitest';
import { checkName, decodeName, encodeName, fitsPattern, isValidName } from '../../src/core/names.ts';
import { thrownBy } from '../support/thrown.ts';

describe('isValidName', () => {
  test.each(['a', '0', 'auth', 'Auth', 'auth-jwt', 'auth_jwt', 'v1.2.3', 'team/auth', 'a/b/c', 'a.', 'a-', 'x'.repeat(100)])(
    '%j names a session',
    (name) => {
      expect(isValidName(name)).toBe(true);
    },
  );

  test.each([
    '',
    ' ',
    'a b',
    '.hidden',
    '-dash',
    '_under',
    '..',
    'a/../b',
    'a..b',
    '/etc',
    'a/',
    'a//b',
    'a/.b',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\n',
    'a\u001b[31m',
    'ä',
    'a=b',
    'a+b',
    'a:b',
    'C:',
    'x'.repeat(101),
  ])('%j does not', (name) => {
    expect(isValidName(name)).toBe(false);
  });

  test.each([...Object.getOwnPropertyNames(Object.prototype), 'prototype'])('%s, a property of every object, does not', (name) => {
    expect(isValidName(name)).toBe(false);
  });
});

describe('checkName', () => {
  test('returns a valid name', () => {
    expect(checkName('team/auth')).toBe('team/auth');
  });

  test('says what a valid name is', () => {
    const hint =
      "A name has letters, digits, '.', '_' and '-', with '/' between parts, begins with a letter or digit, and has at most 100 characters.";
    expect(thrownBy(() => checkName('../etc'))).toEqual({ message: '"../etc" is not a session name', hint, exitCode: 2 });
    expect(thrownBy(() => checkName('a\nb', 'profile name'))).toEqual({ message: '"a\\nb" is not a profile name', hint, exitCode: 2 });
  });
});

test.each<[pattern: string, fitting: string[]]>([
  ['review/*', ['review/a', 'review/b.1']],
  ['review/**', ['review/a', 'review/b.1', 'review/a/deep']],
  ['review/?', ['review/a']],
  ['*', ['auth', 'auth.x']],
  ['**', ['auth', 'auth.x', 'review/a', 'review/b.1', 'review/a/deep']],
  ['auth.*', ['auth.x']],
  ['*/*/deep', ['review/a/deep']],
  ['Auth*', []],
])('the pattern %s fits %j', (pattern, fitting) => {
  const names = ['auth', 'auth.x', 'review/a', 'review/b.1', 'review/a/deep'];
  expect(names.filter((name) => fitsPattern(name, pattern))).toEqual(fitting);
});

describe('encodeName', () => {
  test.each([
    ['auth', 'auth'],
    ['Auth', '+auth'],
    ['AUTH', '+a+u+t+h'],
    ['team/Auth', 'team=+auth'],
    ['a.b_c-d/0', 'a.b_c-d=0'],
  ])('%s is stored as %s', (name, file) => {
    expect(encodeName(name)).toBe(file);
    expect(decodeName(file)).toBe(name);
  });

  test('gives names that differ only in case different files, even on a case-insensitive file system', () => {
    const names = ['auth', 'Auth', 'aUth', 'AUTH', 'a/uth', 'A/uth'];
    expect(new Set(names.map((name) => encodeName(name).toLowerCase())).size).toBe(names.length);
  });

  test('leaves room for a file extension within 255 bytes', () => {
    expect(encodeName('X'.repeat(100)).length).toBeLessThanOrEqual(200);
  });

  test.each(['Auth', '+1', '+A', 'a+', '.config', '=a', 'a=', 'a==b', 'a b', 'constructor', '', 'a/b', '..'])(
    'no session has the file %j',
    (file) => {
      expect(decodeName(file)).toBeUndefined();
    },
  );
});
