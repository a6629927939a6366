import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ReleaseStore } from '../../src/store/releases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const here = { directory: '/work' };
const installed = { realPath: '/usr/bin/claude', size: 100, mtimeMs: 5.25 };

test('a release is remembered for one exact installation', () => {
  const home = join(temporaryFolder(), 'chorus');
  const store = new ReleaseStore(home);
  expect(store.get(installed, here)).toBeUndefined();
  store.remember(installed, '/work', '2.1.329');
  store.remember({ ...installed, realPath: '/opt/claude' }, '/work', '1.0.60');
  expect(new ReleaseStore(home).get(installed, here)).toBe('2.1.329');
  expect(store.get({ ...installed, realPath: '/opt/claude' }, here)).toBe('1.0.60');
  for (const other of [{ size: 101 }, { mtimeMs: 6 }, { realPath: '/bin/claude' }])
    expect(store.get({ ...installed, ...other }, here)).toBeUndefined();
});

test('an update replaces the remembered release', () => {
  const home = temporaryFolder();
  const store = new ReleaseStore(home);
  store.remember(installed, '/work', '2.1.300');
  store.remember({ ...installed, size: 200 }, '/work', '2.1.329');
  expect(JSON.parse(readFileSync(join(home, 'releases.json'), 'utf8'))).toEqual([{ ...installed, size: 200, release: '2.1.329' }]);
});

test.each(['', '{', '{}', 'null', '[null]', '[1]'])('a damaged file (%j) remembers nothing', (content) => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'releases.json'), content);
  const store = new ReleaseStore(home);
  expect(store.get(installed, here)).toBeUndefined();
  store.remember(installed, '/work', '2.1.329');
  expect(store.get(installed, here)).toBe('2.1.329');
});

test('a file that cannot be written is not an error', () => {
  const home = temporaryFolder();
  mkdirSync(join(home, 'releases.json'));
  const store = new ReleaseStore(home);
  store.remember(installed, '/work', '2.1.329');
  expect(store.get(installed, here)).toBeUndefined();
});

test('a damaged entry is dropped, and the others stay', () => {
  const home = temporaryFolder();
  const good = { ...installed, release: '2.1.329' };
  writeFileSync(join(home, 'releases.json'), JSON.stringify([{ ...good, realPath: '/opt/claude', release: 5 }, { release: '1' }, good]));
  const store = new ReleaseStore(home);
  expect(store.get({ ...installed, realPath: '/opt/claude' }, here)).toBeUndefined();
  expect(store.get(installed, here)).toBe('2.1.329');
});

test('a symbolic link out of the home is not followed', () => {
  const home = temporaryFolder();
  const outside = join(temporaryFolder(), 'outside');
  writeFileSync(outside, 'theirs');
  symlinkSync(outside, join(home, 'releases.json'));
  new ReleaseStore(home).remember(installed, '/work', '2.1.329');
  expect(readFileSync(outside, 'utf8')).toBe('theirs');
});

test('a path that gives each directory its own release: each is remembered', () => {
  const home = temporaryFolder();
  const store = new ReleaseStore(home);
  store.remember(installed, '/a', '2.1.200');
  store.remember(installed, '/b', '2.1.329');
  expect(store.get(installed, { directory: '/b' })).toBe('2.1.329');
  // Of /a nothing was noted while there was one release: the session knows.
  expect(store.get(installed, { directory: '/a', last: '2.1.200' })).toBe('2.1.200');
  store.remember(installed, '/a', '2.1.200');
  expect(store.get(installed, { directory: '/a' })).toBe('2.1.200');
});

test('a path with several releases says nothing of a directory that nobody called from: claude is asked', () => {
  const store = new ReleaseStore(temporaryFolder());
  store.remember(installed, '/a', '2.1.200');
  expect(store.get(installed, { directory: '/c' })).toBe('2.1.200');
  store.remember(installed, '/b', '2.1.329');
  expect(store.get(installed, { directory: '/c' })).toBeUndefined();
});

test('an update behind a shim is one wrong guess; a release that comes back is chosen by something else: claude is asked each time', () => {
  const store = new ReleaseStore(temporaryFolder());
  const seen = ['2.1.200', '2.1.250', '2.1.329', '2.1.250'].map((release) => {
    store.remember(installed, '/work', release);
    return store.get(installed, here);
  });
  expect(seen).toEqual(['2.1.200', '2.1.250', '2.1.329', undefined]);
});

test('where another session was last given another release in the same directory, claude is asked', () => {
  const store = new ReleaseStore(temporaryFolder());
  for (const release of ['2.1.200', '2.1.329']) store.remember(installed, '/work', release);
  expect(store.get(installed, { ...here, last: '2.1.329' })).toBe('2.1.329');
  expect(store.get(installed, { ...here, last: '2.1.200' })).toBeUndefined();
});

test('what is known stays: nothing is written again', () => {
  const home = temporaryFolder();
  const store = new ReleaseStore(home);
  for (const release of ['2.1.200', '2.1.329']) store.remember(installed, '/work', release);
  const { ino } = statSync(join(home, 'releases.json'));
  store.remember(installed, '/work', '2.1.329');
  expect(statSync(join(home, 'releases.json')).ino).toBe(ino);
});

test('of very many directories the latest are kept', () => {
  const home = temporaryFolder();
  const store = new ReleaseStore(home);
  store.remember(installed, '/first', '2.1.200');
  for (let count = 0; count < 210; count++) store.remember(installed, `/${count}`, '2.1.329');
  expect(store.get(installed, { directory: '/209' })).toBe('2.1.329');
  expect(store.get(installed, { directory: '/1' })).toBeUndefined();
});

test('a forgotten installation is asked again; the others stay', () => {
  const store = new ReleaseStore(temporaryFolder());
  store.remember(installed, '/work', '2.1.329');
  store.remember({ ...installed, realPath: '/opt/claude' }, '/work', '1.0.60');
  store.forget(installed);
  expect(store.get(installed, here)).toBeUndefined();
  expect(store.get({ ...installed, realPath: '/opt/claude' }, here)).toBe('1.0.60');
});
