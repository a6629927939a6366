import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ReleaseStore } from '../../src/store/releases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const installed = { realPath: '/usr/bin/claude', size: 100, mtimeMs: 5.25 };

test('a release is remembered for one exact installation', () => {
  const home = join(temporaryFolder(), 'chorus');
  const store = new ReleaseStore(home);
  expect(store.get(installed)).toBeUndefined();
  store.remember(installed, '2.1.329');
  store.remember({ ...installed, realPath: '/opt/claude' }, '1.0.60');
  expect(new ReleaseStore(home).get(installed)).toBe('2.1.329');
  expect(store.get({ ...installed, realPath: '/opt/claude' })).toBe('1.0.60');
  for (const other of [{ size: 101 }, { mtimeMs: 6 }, { realPath: '/bin/claude' }])
    expect(store.get({ ...installed, ...other })).toBeUndefined();
});

test('an update replaces the remembered release', () => {
  const home = temporaryFolder();
  const store = new ReleaseStore(home);
  store.remember(installed, '2.1.300');
  store.remember({ ...installed, size: 200 }, '2.1.329');
  expect(JSON.parse(readFileSync(join(home, 'releases.json'), 'utf8'))).toEqual([{ ...installed, size: 200, release: '2.1.329' }]);
});

test.each(['', '{', '{}', 'null', '[null]', '[1]'])('a damaged file (%j) remembers nothing', (content) => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'releases.json'), content);
  const store = new ReleaseStore(home);
  expect(store.get(installed)).toBeUndefined();
  store.remember(installed, '2.1.329');
  expect(store.get(installed)).toBe('2.1.329');
});

test('a file that cannot be written is not an error', () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'releases.json'));
  const store = new ReleaseStore(home);
  store.remember(installed, '2.1.329');
  expect(store.get(installed)).toBeUndefined();
});

test('a damaged entry is dropped, and the others stay', () => {
  const home = temporaryFolder();
  const good = { ...installed, release: '2.1.329' };
  writeFileSync(join(home, 'releases.json'), JSON.stringify([{ ...good, realPath: '/opt/claude', release: 5 }, { release: '1' }, good]));
  const store = new ReleaseStore(home);
  expect(store.get({ ...installed, realPath: '/opt/claude' })).toBeUndefined();
  expect(store.get(installed)).toBe('2.1.329');
});

test('a symbolic link out of the home is not followed', () => {
  const home = temporaryFolder();
  const outside = join(temporaryFolder(), 'outside');
  writeFileSync(outside, 'theirs');
  symlinkSync(outside, join(home, 'releases.json'));
  new ReleaseStore(home).remember(installed, '2.1.329');
  expect(readFileSync(outside, 'utf8')).toBe('theirs');
});
