import { describe, expect, test } from 'vitest';
import { changeTags, checkNote, checkTags, splitTags, type TagChanges } from '../../src/core/annotations.ts';
import { thrownBy } from '../support/thrown.ts';

const hint = "A tag has letters, digits, '.', '_', ':', '/' and '-', begins with a letter or digit, and has at most 50 characters.";

describe('checkTags', () => {
  test.each<[texts: string[], tags: string[]]>([
    [[], []],
    [['a'], ['a']],
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
    [
      ['a,b', ' c , d'],
      ['a', 'b', 'c', 'd'],
    ],
    [
      ['team:web', '#1'.slice(1), 'v1.2', 'a/b', 'x_y-z', 'Ä', '日本', 'हिन्दी'],
      ['team:web', '1', 'v1.2', 'a/b', 'x_y-z', 'Ä', '日本', 'हिन्दी'],
    ],
    [['e\u0301', '\u00e9'], ['\u00e9']],
    [['x'.repeat(50)], ['x'.repeat(50)]],
  ])('%j are %j', (texts, tags) => {
    expect(checkTags(texts)).toEqual(tags);
  });

  test.each<[text: string, tag: string]>([
    ['', ''],
    [' ', ''],
    ['a,', ''],
    ['a,,b', ''],
    ['#a', '#a'],
    ['-a', '-a'],
    ['.a', '.a'],
    ['a b', 'a b'],
    ['a\nb', 'a\nb'],
    ['a\u001b[31m', 'a\u001b[31m'],
    ['a\u202eb', 'a\u202eb'],
    ['🚀', '🚀'],
    ['x'.repeat(51), 'x'.repeat(51)],
  ])('%j is refused', (text, tag) => {
    expect(thrownBy(() => checkTags([text]))).toEqual({ message: `${JSON.stringify(tag)} is not a tag`, hint, exitCode: 2 });
  });
});

describe('changeTags', () => {
  test.each<[current: string[], changes: TagChanges, tags: string[]]>([
    [['a'], {}, ['a']],
    [[], { add: ['a', 'b,c'] }, ['a', 'b', 'c']],
    [['a'], { add: ['b', 'a'] }, ['a', 'b']],
    [['a', 'b', 'c'], { remove: ['a,c'] }, ['b']],
    [['a', 'b'], { add: ['c'], remove: ['a'] }, ['b', 'c']],
    [['a', 'b'], { add: ['a'], remove: ['a'] }, ['b', 'a']],
    [['by hand!', 'a'], { remove: ['by hand!'] }, ['a']],
  ])('%j, %j: %j', (current, changes, tags) => {
    expect(changeTags(current, changes)).toEqual(tags);
  });

  test('removing a tag that is not there is an error', () => {
    expect(thrownBy(() => changeTags(['a', 'b'], { remove: ['x'] }))).toEqual({
      message: 'there is no tag "x"',
      hint: 'Its tags are a, b.',
      exitCode: 2,
    });
    expect(thrownBy(() => changeTags([], { remove: ['x'] }))).toEqual({
      message: 'there is no tag "x"',
      hint: 'It has no tags.',
      exitCode: 2,
    });
  });
});

test('splitTags accepts any text', () => {
  expect(splitTags(['a,#b', 'a'])).toEqual(['a', '#b']);
});

describe('checkNote', () => {
  test('surrounding whitespace is removed', () => {
    expect(checkNote(' two\nlines \n')).toBe('two\nlines');
    expect(checkNote('x'.repeat(10_000))).toHaveLength(10_000);
  });

  test('errors', () => {
    expect(thrownBy(() => checkNote(' \n'))).toEqual({
      message: 'the note is empty',
      hint: 'Give it some text, or remove the note with --clear.',
      exitCode: 2,
    });
    expect(thrownBy(() => checkNote('x'.repeat(10_001)))).toMatchObject({ message: 'the note has 10,001 characters', exitCode: 2 });
  });
});
