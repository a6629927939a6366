import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine, quoteForShell } from '../../src/core/shell.ts';
import { seededRandom } from '../support/random.ts';

describe('quoteForShell', () => {
  test.each<[text: string, quoted: string]>([
    ['', "''"],
    ['claude', 'claude'],
    ['--model=opus', '--model=opus'],
    ['/usr/bin/claude', '/usr/bin/claude'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['--allowedTools=Bash(git log *),Edit', "'--allowedTools=Bash(git log *),Edit'"],
    ['~/x', "'~/x'"],
    ['$HOME', "'$HOME'"],
    ['a\nb', "'a\nb'"],
    ['#x', "'#x'"],
    ['a;b', "'a;b'"],
    ['ä', "'ä'"],
  ])('%j', (text, quoted) => {
    expect(quoteForShell(text)).toBe(quoted);
  });

  test.skipIf(process.platform === 'win32')('a shell returns the text unchanged', () => {
    const random = seededRandom(2);
    const pieces = [
      "'",
      '"',
      '\\',
      '$',
      '`',
      '!',
      '*',
      '?',
      '[',
      ']',
      '{a,b}',
      '(',
      ')',
      '<',
      '>',
      '|',
      '&',
      ';',
      '#',
      '~',
      '=',
      '-',
      ' ',
      '\t',
      '\n',
      '\r',
      'é',
      '\u{1f600}',
      'a',
      '%s',
      '\u001b[31m',
      '^',
      ':',
      '@',
    ];
    const args = Array.from({ length: 400 }, () =>
      Array.from({ length: Math.floor(random() * 8) }, () => pieces[Math.floor(random() * pieces.length)]).join(''),
    );
    args.push('', ...pieces, pieces.join(''));
    const output = execFileSync('sh', ['-c', `printf '%s\\0' ${args.map(quoteForShell).join(' ')}`], { encoding: 'utf8' });
    expect(output.split('\0').slice(0, -1)).toEqual(args);
  });

  test('a command line', () => {
    expect(commandLine('/my tools/claude', ['-p', '--resume=id', '--append-system-prompt=Be brief.'])).toBe(
      "'/my tools/claude' -p --resume=id '--append-system-prompt=Be brief.'",
    );
  });
});
