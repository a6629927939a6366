import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkGivenDirectory } from '../../src/turn/directory.ts';
import { scriptedChorus } from '../support/scripted-chorus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejectionOf, thrownBy } from '../support/thrown.ts';

test.each<[given: string, hint: string]>([
  ['projects/shpo', 'Did you mean <root>/projects/shop?'],
  ['project/shop', 'Did you mean <root>/projects/shop?'],
  ['project/nothing', 'The nearest one is <root>. Create it, or give another one.'],
  ['projects/unheard-of/x', 'The nearest one is <root>/projects. Create it, or give another one.'],
  ['projects/file', 'It is a file. Create it, or give another one.'],
])('a directory that was given as %s is called a typo', (given, hint) => {
  const root = temporaryFolder();
  for (const folder of ['projects/shop', 'projects/shop-api', 'other']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'projects', 'file'), '');
  const path = join(root, given);
  const refused = { message: `there is no directory ${path}`, hint: hint.replace('<root>', root), exitCode: 2 };
  expect(thrownBy(() => checkGivenDirectory(path))).toEqual(refused);
});

test('every call that is given a directory names the typo, and changes nothing', async () => {
  const { chorus, work } = scriptedChorus('2.1.329');
  mkdirSync(join(work, 'shop'));
  await chorus.record('auth');
  const cwd = join(work, 'shpo');
  const refused = { message: `there is no directory ${cwd}`, hint: `Did you mean ${join(work, 'shop')}?`, exitCode: 2 };
  expect(await rejectionOf(chorus.preview({ action: 'resume', name: 'auth', options: { settings: { cwd } } }))).toEqual(refused);
  expect(await rejectionOf(chorus.start('new', 'hello', { settings: { cwd } }).then())).toEqual(refused);
  expect(await rejectionOf(chorus.record('new', { settings: { cwd } }))).toEqual(refused);
  expect(await rejectionOf(chorus.set('auth', { cwd }))).toEqual(refused);
  expect((await chorus.get('auth')).cwd).toBe(work);
  expect(chorus.has('new')).toBe(false);
});
