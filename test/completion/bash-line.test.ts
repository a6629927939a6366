import { expect, test } from 'vitest';
import { splitBashLine } from '../../src/completion/bash-line.ts';

const breaks = ' \t\n"\'@><=;|&(:';

test.each<[line: string, words: string[], broken: string]>([
  ['chorus ', ['chorus', ''], ''],
  ['chorus  resume', ['chorus', 'resume'], ''],
  ['chorus resume --model=op', ['chorus', 'resume', '--model=op'], '--model='],
  ['chorus set auth a=b=c', ['chorus', 'set', 'auth', 'a=b=c'], 'a=b='],
  ['chorus set auth "a=b', ['chorus', 'set', 'auth', 'a=b'], ''],
  ["chorus set auth a='b=c", ['chorus', 'set', 'auth', 'a=b=c'], 'a='],
  ['chorus resume "two words" x', ['chorus', 'resume', 'two words', 'x'], ''],
  ['chorus resume two\\ words\\=x', ['chorus', 'resume', 'two words=x'], ''],
  ['chorus resume "a \\"b\\" \\n" \'c\\\' ""', ['chorus', 'resume', 'a "b" \\n', 'c\\', ''], ''],
  ['chorus resume "" x', ['chorus', 'resume', '', 'x'], ''],
  ['chorus resume <in.md au', ['chorus', 'resume', 'au'], ''],
  ['chorus resume > out au', ['chorus', 'resume', 'au'], ''],
])('%s', (line, words, broken) => {
  const split = splitBashLine(line, breaks);
  expect(split).toEqual({ words, broken: broken.length, isRedirected: false });
});

test.each(['chorus resume auth <', 'chorus resume auth < wo', 'chorus log >>fi'])('%s asks for a file', (line) => {
  expect(splitBashLine(line, breaks).isRedirected).toBe(true);
});

test('a word is not broken at = if bash does not break there', () => {
  expect(splitBashLine('chorus --model=op', ' \t\n').broken).toBe(0);
});
