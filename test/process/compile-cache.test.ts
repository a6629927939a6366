import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { cacheFolder, isPrivate } = createRequire(import.meta.url)('../../bin/compile-cache.js') as {
  cacheFolder(env: Record<string, string>): string | undefined;
  isPrivate(folder: string): boolean;
};

test.each<[env: Record<string, string>, folder: string | undefined]>([
  [{ HOME: '/home/me' }, '/home/me/.cache/chorus'],
  [{ HOME: '/home/me', XDG_CACHE_HOME: '/cache' }, '/cache/chorus'],
  [{ HOME: '/home/me', XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/chorus'],
  [{ HOME: 'relative' }, undefined],
  [{}, undefined],
])('%j', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});

test('only its owner can read a folder that is made', () => {
  const folder = join(temporaryFolder(), 'caches', 'chorus');
  expect(isPrivate(folder)).toBe(true);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test.each<[what: string, prepare: (folder: string, parent: string) => void]>([
  ['others may write to it', (folder) => chmodSync(folder, 0o770)],
  ['others may put another in its place', (_, parent) => chmodSync(parent, 0o777)],
])('%s: it is not used', (_, prepare) => {
  const parent = join(temporaryFolder(), 'caches');
  const folder = join(parent, 'chorus');
  expect(isPrivate(folder)).toBe(true);
  prepare(folder, parent);
  expect(isPrivate(folder)).toBe(false);
});

test('a link and a file are not used', () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'elsewhere'));
  symlinkSync(join(parent, 'elsewhere'), join(parent, 'link'));
  writeFileSync(join(parent, 'file'), '');
  expect(isPrivate(join(parent, 'link'))).toBe(false);
  expect(isPrivate(join(parent, 'file'))).toBe(false);
});
