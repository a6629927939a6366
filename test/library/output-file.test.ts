import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOutputFile } from '../../src/library/output-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isOurs = (head: string) => head.startsWith('ours');

test('a new file, and one of ours in its place, whose mode stays', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'r.html');
  writeOutputFile({ path, text: 'ours, one', isOurs });
  chmodSync(path, 0o640);
  writeOutputFile({ path, text: 'ours, two', isOurs });
  expect(readFileSync(path, 'utf8')).toBe('ours, two');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['r.html']);
});

test('what is not ours is overwritten only when it is asked for', () => {
  const path = join(temporaryFolder(), 'r.html');
  writeFileSync(path, 'my thesis');
  expect(() => writeOutputFile({ path, text: 'ours', isOurs })).toThrow(
    expect.objectContaining({ exitCode: 2, hint: expect.stringContaining('--force') }),
  );
  expect(readFileSync(path, 'utf8')).toBe('my thesis');
  writeOutputFile({ path, text: 'ours', isOurs, force: true });
  expect(readFileSync(path, 'utf8')).toBe('ours');
});

test('an empty file is not ours either', () => {
  const path = join(temporaryFolder(), 'r.html');
  writeFileSync(path, '');
  expect(() => writeOutputFile({ path, text: 'ours', isOurs })).toThrow(/exists already/);
});

test('a link stays one: what it leads to is written', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'real.html'), 'ours, one');
  symlinkSync('real.html', join(folder, 'link.html'));
  writeOutputFile({ path: join(folder, 'link.html'), text: 'ours, two', isOurs });
  expect(readFileSync(join(folder, 'real.html'), 'utf8')).toBe('ours, two');
  expect(readdirSync(folder).sort()).toEqual(['link.html', 'real.html']);
});

test('a device is written to', () => {
  writeOutputFile({ path: '/dev/null', text: 'ours', isOurs });
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test.each<[what: string, path: (folder: string) => string, exitCode: number, message: RegExp]>([
  ['a folder', (folder) => folder, 2, /is a folder/],
  ['a folder that is not there', (folder) => join(folder, 'no', 'r.html'), 2, /its folder does not exist/],
  ['a file for a folder', (folder) => join(folder, 'file', 'r.html'), 2, /its folder does not exist/],
  ['a name that is too long', (folder) => join(folder, 'x'.repeat(300)), 7, /ENAMETOOLONG/],
])('%s is an error that says what to do', (_, pathIn, exitCode, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'sub'));
  const path = pathIn(folder);
  const write = () => writeOutputFile({ path, text: 'ours', isOurs });
  expect(write).toThrow(
    expect.objectContaining({ exitCode, message: expect.stringMatching(message), hint: expect.stringContaining('--output') }),
  );
  expect(readdirSync(folder).sort()).toEqual(['file', 'sub']);
});

test.runIf(existsSync('/dev/full'))('a full disk', () => {
  expect(() => writeOutputFile({ path: '/dev/full', text: 'ours', isOurs })).toThrow(
    expect.objectContaining({ exitCode: 7, hint: expect.stringContaining('Free some space') }),
  );
});
