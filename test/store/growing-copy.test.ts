import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { growCopies, growCopy, isBeginning, sizeOfFolder } from '../../src/store/growing-copy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const never = (): boolean => {
  throw new Error('neither begins with the other');
};

/** Records that all differ, many times as long as the part that is compared at each end. */
const long = Array.from({ length: 2000 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(n % 40)}"}\n`).join('');

function files(source: string, copy?: string): { source: string; copy: string } {
  const folder = temporaryFolder();
  const paths = { source: join(folder, 'source'), copy: join(folder, 'copy') };
  writeFileSync(paths.source, source);
  if (copy !== undefined) writeFileSync(paths.copy, copy);
  return paths;
}

describe('growCopy', () => {
  test.each<[what: string, source: string, copy: string | undefined, after: string]>([
    ['makes one', 'one\n', undefined, 'one\n'],
    ['fills an empty one', 'one\n', '', 'one\n'],
    ['leaves one that has all', 'one\n', 'one\n', 'one\n'],
    ['adds what is new', 'one\ntwo\n', 'one\n', 'one\ntwo\n'],
    ['completes one that was cut', 'one\ntwo\n', 'one\ntw', 'one\ntwo\n'],
    ['leaves one that has more', 'one\n', 'one\ntwo\n', 'one\ntwo\n'],
    ['leaves one of a source that is empty', '', 'one\n', 'one\n'],
    ['copies what is longer than what is compared', long, long.slice(0, 30_000), long],
  ])('%s', (_, content, before, after) => {
    const { source, copy } = files(content, before);
    growCopy(source, copy, never);
    expect(readFileSync(copy, 'utf8')).toBe(after);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  test('continues from wherever a copy was cut', () => {
    const { source, copy } = files(long.slice(0, 600), '');
    for (let size = 0; size <= 600; size++) {
      growCopy(source, copy, never);
      expect(statSync(copy).size).toBe(600);
      truncateSync(copy, size);
    }
  });

  test.each([
    ['at the start', `X${long.slice(1)}`],
    ['at the end of what is there', `${long.slice(0, 9990)}XXXXXXXXXX${long.slice(10_000)}`],
  ])('calls onDivergence if they differ %s', (_, content) => {
    const { source, copy } = files(content, long.slice(0, 10_000));
    growCopy(source, copy, () => false);
    expect(readFileSync(copy, 'utf8')).toBe(long.slice(0, 10_000));
    const asked: string[] = [];
    growCopy(source, copy, (path) => asked.push(path) > 0);
    expect(asked).toEqual([copy]);
    expect(readFileSync(copy, 'utf8')).toBe(content);
  });
});

test('isBeginning', () => {
  const { source, copy } = files(long, long.slice(0, 12_345));
  expect([isBeginning(copy, source), isBeginning(source, copy), isBeginning(source, source)]).toEqual([true, false, true]);
});

describe('growCopies', () => {
  test('copies files and folders, and skips links', () => {
    const folder = temporaryFolder();
    const [source, copy] = [join(folder, 'source'), join(folder, 'copy')];
    mkdirSync(join(source, 'deep', 'deeper'), { recursive: true });
    writeFileSync(join(source, 'deep', 'deeper', 'a.txt'), 'a');
    writeFileSync(join(source, 'b.txt'), 'bb');
    symlinkSync('/etc/passwd', join(source, 'link'));
    growCopies(source, copy, never);
    expect(readdirSync(copy, { recursive: true }).map(String).sort()).toEqual(['b.txt', 'deep', 'deep/deeper', 'deep/deeper/a.txt']);
    expect(sizeOfFolder(copy)).toBe(3);
    writeFileSync(join(source, 'b.txt'), 'other');
    growCopies(source, copy, () => true);
    expect(readFileSync(join(copy, 'b.txt'), 'utf8')).toBe('other');
  });

  test('does nothing without a source folder, and refuses a link as the copy', () => {
    const folder = temporaryFolder();
    growCopies(join(folder, 'none'), join(folder, 'copy'), never);
    expect(existsSync(join(folder, 'copy'))).toBe(false);
    mkdirSync(join(folder, 'source'));
    mkdirSync(join(folder, 'outside'));
    symlinkSync(join(folder, 'outside'), join(folder, 'copy'));
    expect(() => growCopies(join(folder, 'source'), join(folder, 'copy'), never)).toThrow(/is a symbolic link/);
    expect(sizeOfFolder(join(folder, 'none'))).toBe(0);
  });
});
